/**
 * What the locked packages expect and browsers before autumn 2021 lack. Each entry imports it first;
 * nothing here changes a browser that has it.
 */
if (!Object.hasOwn) {
  Object.defineProperty(Object, "hasOwn", {
    value: (object, name) => Object.prototype.hasOwnProperty.call(object, name),
    configurable: true,
    writable: true,
  });
}
