// The camera of a browser that reads codes by itself (BarcodeDetector). Where it cannot, the box stays hidden, and the
// photograph, which the server reads, comes first. All words stand in the page.
const WANTED = ["qr_code", "data_matrix", "ean_13", "ean_8", "upc_a", "itf", "code_128"];
const EVERY = 150; // milliseconds between two looks
const box = document.querySelector("[data-camera]");
const part = (name) => box.querySelector(`[data-camera-${name}]`);
let stream = null;
let detector = null;

const say = (word) => { part("note").textContent = word ? part("note").dataset[word] : ""; };

function show(isOn) {
  part("frame").hidden = part("stop").hidden = !isOn;
  part("start").hidden = isOn;
  part("torch").hidden = !(isOn && stream.getVideoTracks()[0].getCapabilities?.().torch);
  part("torch").setAttribute("aria-pressed", "false");
}

async function start() {
  let opened;
  part("start").disabled = true;
  try {
    opened = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
  } catch (fault) {
    return say(fault.name === "NotAllowedError" ? "denied" : "busy");
  } finally {
    part("start").disabled = false;
  }
  if (document.hidden) return opened.getTracks().forEach((track) => track.stop());
  stream = opened;
  const video = box.querySelector("video");
  video.srcObject = stream;
  show(true);
  part("stop").focus();
  say("aim");
  await video.play().catch(() => {});
  look(video, stream);
}

function stop(word) {
  if (!stream) return;
  const hadFocus = box.contains(document.activeElement);
  stream.getTracks().forEach((track) => track.stop());
  stream = null;
  box.querySelector("video").srcObject = null;
  show(false);
  if (hadFocus) part("start").focus();
  say(word);
}

async function look(video, own) {
  while (stream === own) {
    // A frame that is not there yet, or that the detector cannot take, is followed by another.
    const [code] = await detector.detect(video).catch(() => []);
    if (code && stream === own) {
      stop("found");
      return go(code.rawValue);
    }
    await new Promise((resolve) => { setTimeout(resolve, EVERY); });
  }
}

// Only the server knows what a text names: no address that a code says is ever opened from here.
const go = (text) => location.assign(`/scan?code=${encodeURIComponent(text)}`);

async function light() {
  const isOn = part("torch").getAttribute("aria-pressed") !== "true";
  try {
    await stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: isOn }] });
    part("torch").setAttribute("aria-pressed", String(isOn));
  } catch { part("torch").hidden = true; }
}

async function begin() {
  const known = await BarcodeDetector.getSupportedFormats();
  const formats = WANTED.filter((format) => known.includes(format));
  if (!formats.length) return;
  detector = new BarcodeDetector({ formats });
  part("start").addEventListener("click", start);
  part("stop").addEventListener("click", () => stop("stopped"));
  part("torch").addEventListener("click", light);
  document.addEventListener("visibilitychange", () => { if (document.hidden) stop("stopped"); });
  window.addEventListener("pagehide", () => stop(""));
  window.addEventListener("pageshow", () => { if (!stream) say(""); });
  box.hidden = false;
}

if (box && "BarcodeDetector" in window && navigator.mediaDevices) begin();
