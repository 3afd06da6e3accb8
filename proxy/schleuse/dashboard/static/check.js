// Copies a text on click. Without JavaScript people select and copy it themselves.
"use strict";
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const area = document.getElementById(button.dataset.copy);
    area.focus();
    area.select();
    if (navigator.clipboard) navigator.clipboard.writeText(area.value);
    else document.execCommand("copy");
  });
}
