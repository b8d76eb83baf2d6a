// Step one of a shop's profile: a typed word narrows the check boxes to those that are called so.
const fold = (text) =>
  text.normalize("NFKC").toLowerCase().replace(/[ぁ-ゖ]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0x60));
const box = document.getElementById("narrow");
const groups = [...document.querySelectorAll("[data-group]")].map((group) => ({
  group,
  wasOpen: group.open,
  items: [...group.querySelectorAll("[data-words]")].map((item) => ({ item, words: fold(item.dataset.words) })),
}));
box.closest("[data-narrow]").hidden = false;
box.addEventListener("input", () => {
  const asked = fold(box.value.trim());
  for (const { group, wasOpen, items } of groups) {
    let shown = 0;
    for (const { item, words } of items) {
      item.hidden = asked !== "" && !words.includes(asked) && !item.querySelector("input").checked;
      shown += !item.hidden;
    }
    group.hidden = shown === 0;
    group.open = asked === "" ? wasOpen || group.querySelector(":checked") !== null : shown > 0;
  }
});
