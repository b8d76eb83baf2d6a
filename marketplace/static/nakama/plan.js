// The plan's rows: the fields for in-house work show only where they are needed.
const follow = (row) => {
  const box = row.querySelector("[data-in-house]");
  for (const part of row.querySelectorAll("[data-in-house-part]")) part.hidden = !box.checked;
};
for (const row of document.querySelectorAll("[data-step]")) {
  follow(row);
  row.addEventListener("change", () => follow(row));
}
