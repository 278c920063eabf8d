// The diary on a telephone: entries are kept on the device until the server has them, each sent once under its own key.
// Everything here is a comfort: without it the same forms are sent as forms are.

const HOME = "/producer/diary";
const SEND_AFTER_MS = 20_000;
const WAIT_MS = 20_000;

// ---- the store on the device ----
const opened = new Promise((resolve, reject) => {
  const asked = indexedDB.open("ocop-diary", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("entries", { keyPath: "order", autoIncrement: true });
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});
const inStore = async (mode, work) => {
  const store = (await opened).transaction("entries", mode).objectStore("entries");
  const asked = work(store);
  await new Promise((resolve, reject) => {
    store.transaction.oncomplete = resolve;
    store.transaction.onabort = store.transaction.onerror = () => reject(store.transaction.error);
  });
  return asked.result;
};
const waiting = () => inStore("readonly", (store) => store.getAll());
const keepEntry = (entry) => inStore("readwrite", (store) => store.put(entry));
const dropEntry = (order) => inStore("readwrite", (store) => store.delete(order));

// ---- what was typed ----
const newKey = () => {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
};
const two = (number) => String(number).padStart(2, "0");
const isoDay = (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;

// “Today” is the day on which it was tapped, not the day on which it is sent.
const dated = (fields) => {
  const now = new Date();
  const when = fields.get("when");
  if (when === "yesterday") now.setDate(now.getDate() - 1);
  if (when !== "other") {
    fields.set("day", isoDay(now));
    fields.set("when", "other");
    if (when === "today") fields.set("time", `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`);
    else fields.delete("time");
  }
};

const told = (form, fields) => {
  const amount = fields.get("quantity") ? `${fields.get("quantity")} ${fields.get("unit") ?? ""}`.trim() : "";
  const product = form.querySelector("[data-product] option:checked")?.textContent ?? form.querySelector(".entry-fixed strong")?.textContent;
  const partner = fields.get("partner_name") || form.querySelector("input[name=partner]:checked:not([value=''])")?.parentElement.textContent.trim();
  const things = [...form.querySelectorAll(".source")].flatMap((row) => {
    const field = row.querySelector("input");
    if (!(field.type === "checkbox" ? field.checked : field.value.trim())) return [];
    const unit = row.querySelector(".field-suffix")?.textContent ?? "";
    const name = row.querySelector(".source-name").textContent.trim();
    return [field.type === "checkbox" ? name : `${field.value.trim()} ${unit} ${name}`.replace(/ +/g, " ")];
  });
  const lot = fields.get("lot") ? `lô ${fields.get("lot").toUpperCase()}` : "";
  const what = [amount, fields.get("name") ?? product ?? "", lot].filter(Boolean).join(" ");
  return [what, things.length ? (what ? "từ " : "") + things.join(", ") : "", partner ? `· ${partner}` : ""].filter(Boolean).join(" ");
};

const taken = (form) => {
  const fields = new FormData(form);
  const photo = fields.get("photo");
  for (const name of ["csrf_token", "photo"]) fields.delete(name);
  dated(fields);
  if (!("corrects" in form.dataset)) fields.set("key", newKey());
  return {
    key: fields.get("key"), kind: form.dataset.entry, word: form.dataset.word, subject: form.dataset.subject,
    words: told(form, fields), at: Date.now(), fields: [...fields].map(([name, value]) => [name, String(value)]),
    photo: photo instanceof File && photo.size ? photo : null, faults: null,
  };
};

// ---- sending ----
class SignedOut extends Error {}

const asked = (address, more = {}) => fetch(address, {
  ...more, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(WAIT_MS),
  headers: { Accept: "application/json", ...more.headers },
});
const whoSends = async () => {
  const answer = await asked(`${HOME}/state`);
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) throw new SignedOut();
  if (!answer.ok) throw new TypeError("no answer");
  return answer.json();
};
// What comes of it: {sent}, {faults}, or an error that says to try again.
const sendOne = async (entry, state) => {
  const body = new FormData();
  body.set("csrf_token", state.csrf_token);
  for (const [name, value] of entry.fields) body.append(name, value);
  if (entry.photo) body.set("photo", entry.photo, entry.photo.name || "photo.jpg");
  const answer = await asked(`${HOME}/${entry.kind}`, { method: "POST", body, headers: { "Idempotency-Key": entry.key } });
  if (answer.type === "opaqueredirect" || answer.status === 401) throw new SignedOut();
  if (answer.ok) return { sent: await answer.json() };
  if (answer.status === 429 || answer.status >= 500) throw new TypeError("busy");
  let faults = [{ field: null, message: "Máy chủ không nhận việc này; xin mở lại và ghi lại." }], code = null;
  try { ({ faults, code } = await answer.json()); } catch { /* a page of people, not of programs */ }
  return { faults, code };
};

const alone = (work) => (navigator.locks ? navigator.locks.request("ocop-diary", work) : work());

let outcome = "";
const drain = () => alone(async () => {
  const open = (await waiting()).filter((one) => !one.faults);
  if (!open.length) { outcome = ""; return 0; }
  let sent = 0;
  try {
    const state = await whoSends();
    const mine = open.filter((one) => one.subject === state.subject);
    outcome = mine.length < open.length ? "Có việc của chủ thể khác: đăng nhập bằng tài khoản đó để gửi." : "";
    for (const entry of mine) {
      const { faults, code } = await sendOne(entry, state);
      if (faults) await keepEntry({ ...entry, faults, code });
      else { await dropEntry(entry.order); sent += 1; }
    }
  } catch (fault) {
    outcome = fault instanceof SignedOut ? "Phiên đã hết: đăng nhập lại rồi các việc này tự gửi." : "Chưa có mạng; các việc này tự gửi khi có mạng.";
  }
  return sent;
});

// ---- the queue as people see it ----
const shownTime = (at) => new Date(at).toLocaleString("vi-VN", { hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit" });

const queueRow = (entry) => {
  const row = document.createElement("li");
  const words = document.createElement("div");
  words.className = "rows-words";
  const name = document.createElement("p");
  name.className = "rows-name";
  name.textContent = `${entry.word} ${entry.words}`.trim();
  const small = document.createElement("p");
  small.className = "small muted";
  small.textContent = shownTime(entry.at);
  words.append(name, small);
  for (const fault of entry.faults ?? []) {
    const line = document.createElement("p");
    line.className = "field-error";
    line.textContent = fault.message;
    words.append(line);
  }
  const tools = document.createElement("p");
  tools.className = "row";
  const badge = document.createElement("span");
  badge.className = entry.faults ? "badge badge-red" : "badge badge-amber";
  badge.textContent = entry.faults ? "Bị từ chối" : "Chưa gửi";
  tools.append(badge);
  if (entry.faults) {
    const mend = document.createElement("a");
    mend.className = "btn btn-small";
    mend.href = `${HOME}/${entry.kind}?queued=${entry.order}`;
    mend.textContent = "Sửa";
    tools.append(mend);
  }
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "btn btn-small btn-quiet";
  drop.textContent = "Bỏ";
  drop.dataset.drop = entry.order;
  tools.append(drop);
  row.append(words, tools);
  return row;
};

const showQueue = async () => {
  const part = document.querySelector("[data-queue]");
  if (!part) return;
  const entries = await waiting();
  const refused = entries.filter((one) => one.faults).length;
  part.hidden = !entries.length;
  part.querySelector("[data-queue-count]").textContent = `Chưa gửi (${entries.length})`;
  part.querySelector("[data-queue-words]").textContent = outcome || (refused ? `${refused} việc bị từ chối: xem lý do, sửa rồi gửi lại.` : "Đang chờ gửi.");
  part.querySelector("[data-queue-list]").replaceChildren(...entries.map(queueRow));
};

const freshLines = async () => {
  try {
    const answer = await fetch(HOME, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = document.querySelector("section[aria-labelledby=done]"), next = fresh.querySelector("section[aria-labelledby=done]");
    if (now && next) now.replaceWith(next);
  } catch { /* the lines of before stay */ }
};

const goOn = async () => {
  const sent = await drain();
  await showQueue();
  if (sent && document.querySelector("[data-queue]")) await freshLines();
};

// ---- the form ----
const showFaults = (form, faults) => {
  const part = form.querySelector("[data-faults]");
  const box = document.createElement("div");
  box.className = "alert alert-danger error-summary";
  box.setAttribute("role", "alert");
  box.tabIndex = -1;
  const words = document.createElement("div");
  words.className = "alert-words";
  const title = document.createElement("p");
  title.className = "alert-title";
  title.textContent = "Có chỗ cần sửa trước khi ghi";
  const list = document.createElement("ul");
  for (const fault of faults) {
    const line = document.createElement("li");
    const field = fault.field && document.getElementById(`f-${fault.field}`);
    if (field) {
      const link = document.createElement("a");
      link.href = `#f-${fault.field}`;
      link.textContent = fault.message;
      line.append(link);
      field.setAttribute("aria-invalid", "true");
    } else line.textContent = fault.message;
    list.append(line);
  }
  words.append(title, list);
  box.append(words);
  part.replaceChildren(box);
  box.focus();
};

// What seems told twice is kept only if somebody says that it is not.
const askAnyway = (form) => {
  if (form.querySelector("[name=anyway]")) return;
  const label = document.createElement("label");
  label.className = "check";
  const tick = document.createElement("input");
  tick.type = "checkbox";
  tick.name = "anyway";
  tick.value = "1";
  label.append(tick, " Vẫn ghi: đây là một việc khác");
  form.querySelector("[data-faults]").after(label);
};

const recorded = async (form, entry) => {
  const button = form.querySelector("[type=submit]");
  const words = form.querySelector("[data-entry-words]");
  button.disabled = true;
  words.textContent = "Đang ghi…";
  const order = await keepEntry(entry);
  await drain();
  const held = (await waiting()).find((one) => one.order === order);
  button.disabled = false;
  if (held?.faults) {
    await dropEntry(order);
    words.textContent = "";
    showFaults(form, held.faults);
    if (held.code === "entry-repeated") askAnyway(form);
    return;
  }
  words.textContent = held ? "Đã giữ trên máy; sẽ tự gửi khi có mạng." : "Đã ghi.";
  if (!held || navigator.serviceWorker?.controller) location.assign(HOME);
  else form.reset();
};

const addWaiting = async (form) => {
  const list = form.querySelector("[data-sources]");
  const entries = (await waiting()).filter((one) => one.subject === form.dataset.subject && !one.faults);
  const rows = entries.flatMap((one) => {
    const fields = Object.fromEntries(one.fields);
    const is = (...kinds) => kinds.includes(one.kind);
    const into = form.dataset.entry;
    if (is("harvest", "purchase") && !["box"].includes(into)) return [[`entry:${one.key}`, fields.name, "", fields.unit]];
    if (is("pack")) return [[`lot:${fields.product}:${(fields.lot ?? "").toUpperCase()}`, one.words.split(" từ ")[0], (fields.lot ?? "").toUpperCase(), fields.unit]];
    if (is("box") && into === "delivery") return [[`boxes:${one.key}`, `Thùng vừa xếp: ${one.words}`, "", null]];
    return [];
  });
  for (const [ref, name, code, unit] of rows.reverse()) {
    const isBox = ref.startsWith("boxes:");
    const isCard = form.dataset.entry === "note";
    const row = document.getElementById(isCard ? "source-card" : isBox ? "source-box" : "source-row").content.firstElementChild.cloneNode(true);
    const field = row.querySelector("input");
    row.querySelector(".source-name, .radio-name").textContent = name;
    row.querySelector(".code").textContent = code;
    if (isCard) field.value = ref;
    else {
      field.name = isBox ? ref : `amount:${ref}`;
      field.id = `f-${field.name}`;
      row.querySelector("label").htmlFor = field.id;
    }
    const suffix = row.querySelector(".field-suffix");
    if (suffix) suffix.textContent = unit ?? "";
    if (form.querySelector(`[name="${CSS.escape(field.name)}"]`) && !isCard) continue;
    list?.prepend(row);
  }
  if (rows.length) form.querySelector("[data-no-sources]")?.remove();
};

const fillFromQueue = async (form) => {
  const order = Number(new URLSearchParams(location.search).get("queued"));
  const entry = order && (await waiting()).find((one) => one.order === order);
  if (!entry) return null;
  for (const [name, value] of entry.fields) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === value;
      else if (field.type !== "file" && field.name !== "csrf_token") field.value = value;
    }
  }
  showFaults(form, entry.faults ?? []);
  if (entry.code === "entry-repeated") askAnyway(form);
  return entry;
};

const wire = async (form) => {
  let mended = null;
  let busy = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    const entry = taken(form);
    if (mended?.photo && !entry.photo) entry.photo = mended.photo;
    const before = mended ? dropEntry(mended.order) : Promise.resolve();
    mended = null;
    before.then(() => recorded(form, entry)).finally(() => { busy = false; });
  });
  for (const part of form.querySelectorAll("[data-chips], [data-fill]")) part.hidden = false;
  form.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-set-name]"), fill = event.target.closest("[data-fill]");
    if (chip) {
      form.querySelector("[name=name]").value = chip.dataset.setName;
      form.querySelector("[name=unit]").value = chip.dataset.setUnit;
      form.querySelector("[name=quantity]").focus();
    }
    if (fill) document.getElementById(fill.dataset.fill).value = fill.dataset.value;
  });
  form.querySelector("[data-product]")?.addEventListener("change", (event) => {
    const { lot, best, unit } = event.target.selectedOptions[0].dataset;
    form.querySelector("[name=lot]").value = lot;
    form.querySelector("[name=best_before]").value = best;
    if (unit) form.querySelector("[name=unit]").value = unit;
  });
  await addWaiting(form);
  mended = await fillFromQueue(form);
};

// ---- pages that open without a network ----
const warm = async () => {
  if (!("serviceWorker" in navigator) || !navigator.onLine) return;
  const registration = await navigator.serviceWorker.register("/diary-worker.js", { scope: HOME });
  await navigator.serviceWorker.ready;
  const pages = [...document.querySelectorAll("[data-warm]")].map((link) => link.href);
  if (!pages.length) return;
  const parts = performance.getEntriesByType("resource").map((one) => one.name)
    .filter((name) => name.startsWith(location.origin) && /\.(css|js|woff2|svg)(\?|$)/.test(name));
  navigator.serviceWorker.addEventListener("message", (event) => {
    const note = document.querySelector("[data-offline]");
    if (event.data?.warmed && note) note.hidden = false;
  });
  registration.active?.postMessage({ warm: [...new Set([location.origin + HOME, ...pages, ...parts])] });
};

const form = document.querySelector("form[data-entry]");
if (form) wire(form).catch(() => {});
document.addEventListener("click", async (event) => {
  const drop = event.target.closest("[data-drop]");
  if (drop && window.confirm("Bỏ việc này? Việc chưa gửi sẽ mất.")) {
    await dropEntry(Number(drop.dataset.drop));
    await showQueue();
  }
  if (event.target.closest("[data-queue-send]")) goOn();
});
addEventListener("online", goOn);
document.addEventListener("visibilitychange", () => { if (!document.hidden) goOn(); });
setInterval(goOn, SEND_AFTER_MS);
goOn().catch(() => {});
if (document.readyState === "complete") warm().catch(() => {});
else addEventListener("load", () => warm().catch(() => {}));
