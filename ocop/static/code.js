// Small comforts of the page behind a code, which works without them. No dependency, no inline code, no cookie.

const share = document.querySelector("[data-share-native]");
if (share && navigator.share) {
  share.hidden = false;
  share.addEventListener("click", () => {
    const url = document.querySelector("link[rel=canonical]")?.href ?? location.href;
    navigator.share({ title: document.title, url }).catch(() => {});
  });
}

const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

const bigger = document.querySelector("[data-bigger]");
if (bigger) {
  bigger.hidden = false;
  bigger.addEventListener("click", () => {
    const isBig = document.documentElement.classList.toggle("bigger");
    bigger.setAttribute("aria-pressed", String(isBig));
  });
}

const fold = document.querySelector(".nav-fold");
document.addEventListener("click", (event) => { if (fold?.open && !fold.contains(event.target)) fold.open = false; });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !fold?.open) return;
  fold.open = false;
  fold.querySelector("summary").focus();
});
