// What scripts say. The page has loaded its language's catalogue (/words.js); without it the words stay Japanese.
export const gettext = globalThis.gettext ?? ((word) => word);
export const interpolate = (text, values) => text.replace(/%s/g, () => values.shift());
