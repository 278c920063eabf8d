// Small comforts of the page behind a code, which works without them. No dependency, no inline code, no cookie.

const share = document.querySelector("[data-share-native]");
if (share && navigator.share) {
  share.hidden = false;
  share.addEventListener("click", () => {
    const url = document.querySelector("link[rel=canonical]")?.href ?? location.href;
    navigator.share({ title: document.title, url }).catch(() => {});
  });
}

// A telephone has a typeface of its own at hand; a wide screen gets the registry's, and the whole sheet for what comes next.
const sheet = document.querySelector("script[data-sheet]")?.dataset.sheet;
if (sheet && matchMedia("(min-width: 58rem)").matches && !navigator.connection?.saveData) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = sheet;
  document.head.append(link);
}

// The Khmer name of the language, for who has no Khmer typeface: after all that matters more.
addEventListener("load", () => {
  const name = new FontFace("Khmer Name", 'url("/fonts/khmer-name.woff2") format("woff2")', { weight: "400 600" });
  name.load().then((face) => document.fonts.add(face)).catch(() => {});
});

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
