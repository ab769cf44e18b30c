/** Empties every field, so that nothing typed outlives its use: not in the page, not in the browser's form memory. */
export function forgetFields() {
  for (const field of document.querySelectorAll("textarea, input, select")) {
    if (field.type === "checkbox") field.checked = false;
    else field.value = "";
  }
}
