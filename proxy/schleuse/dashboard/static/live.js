// Renews the figures without loading the page again. Without JavaScript the page works all the same.
"use strict";
const part = document.getElementById("stand");
const stale = document.getElementById("veraltet");

async function renew() {
  if (document.hidden) return;
  try {
    const response = await fetch(part.dataset.source, { cache: "no-store", redirect: "error" });
    if (response.status === 401) {
      location.assign("/anmelden");
      return;
    }
    if (!response.ok) throw new Error(String(response.status));
    const html = await response.text();
    if (html !== part.dataset.last) part.innerHTML = html;
    part.dataset.last = html;
    stale.hidden = true;
  } catch {
    stale.hidden = false;
  }
}

setInterval(renew, Number(part.dataset.seconds) * 1000);
document.addEventListener("visibilitychange", renew);
