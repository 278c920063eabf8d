// The camera of a browser that can read codes itself; where it cannot, the typed field above is enough.
const box = document.querySelector("[data-camera]");

async function read() {
  const video = box.querySelector("video");
  const note = box.querySelector("[data-camera-note]");
  const detector = new BarcodeDetector({ formats: ["qr_code", "ean_13", "ean_8", "code_128"] });
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    note.textContent = note.dataset.refused;
    return;
  }
  await video.play();
  note.textContent = note.dataset.reading;
  const look = async () => {
    const [code] = await detector.detect(video);
    if (!code) return void setTimeout(look, 200);
    video.srcObject.getTracks().forEach((track) => track.stop());
    go(code.rawValue);
  };
  look();
}

function go(text) {
  try {
    const address = new URL(text);
    if (address.host.toLowerCase() === location.host.toLowerCase()) {
      location.assign(address.pathname);
      return;
    }
  } catch {
    // not an address: a plain code
  }
  location.assign(`/scan?code=${encodeURIComponent(text)}`);
}

if (box && "BarcodeDetector" in window && navigator.mediaDevices) {
  box.hidden = false;
  box.querySelector("[data-camera-start]").addEventListener("click", read, { once: true });
}
