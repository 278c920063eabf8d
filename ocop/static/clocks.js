// Lets a clock run that the server started: how long it is since the moment in `data-since`.
const clocks = document.querySelectorAll('[data-since]');
const two = (number) => String(number).padStart(2, '0');

function show() {
  for (const clock of clocks) {
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dataset.since)) / 1000));
    clock.textContent = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  }
}

if (clocks.length) {
  show();
  setInterval(show, 1000);
}
