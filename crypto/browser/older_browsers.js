/**
 * What the locked packages expect and browsers before autumn 2021 lack. The build puts it before every module;
 * nothing here changes a browser that has it.
 */
if (!Object.hasOwn) {
  Object.defineProperty(Object, "hasOwn", {
    value: (object, name) => Object.prototype.hasOwnProperty.call(object, name),
    configurable: true,
    writable: true,
  });
}
