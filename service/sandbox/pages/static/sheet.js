// Typing into a spreadsheet: the same call of the Sheets API that any client would make, as whoever is typing.
"use strict";

const sheet = document.querySelector("main.sheet");
const box = document.getElementById("box");
const who = document.getElementById("who");
const bar = document.getElementById("bar");
const place = document.getElementById("place");
const remark = document.getElementById("remark");
const message = document.getElementById("message");
const guardSign = document.getElementById("guard");

let active = null; // the cell chosen: {row, column}
let editor = null; // the field over a cell being typed into
let saving = 0;
let seen = Number(sheet.dataset.pulse); // what the page shows was read at this count of writes

const letters = (index) => {
  let out = "";
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26)) out = String.fromCharCode(65 + ((n - 1) % 26)) + out;
  return out;
};
const name = (at) => letters(at.column) + (at.row + 1);
const grid = () => document.getElementById("grid");
const cellAt = (at) => at && grid().querySelector(`tr[data-r="${at.row}"] > td[data-c="${at.column}"]`);
const placeOf = (cell) => ({ row: Number(cell.parentElement.dataset.r), column: Number(cell.dataset.c) });
const shown = (cell) => [...cell.childNodes].filter((n) => !(n.matches && n.matches("i, figure"))).map((n) => n.textContent).join("");
const content = (cell) => (cell.dataset.v !== undefined ? cell.dataset.v : shown(cell));
const guardOf = (cell) => (cell.dataset.g === undefined ? null : document.getElementById("guards").children[cell.dataset.g]);
const choicesOf = (cell) => {
  if (cell.dataset.l === undefined) return null;
  return [...document.getElementById("lists").children[cell.dataset.l].children].map((item) => item.textContent);
};

try {
  who.value = localStorage.getItem("who") || who.value;
} catch { /* storage may be closed to us: the office types */ }
who.addEventListener("change", () => {
  try { localStorage.setItem("who", who.value.trim()); } catch { /* not remembered, then */ }
});

function tell(text) {
  message.textContent = text;
  message.hidden = !text;
}

function choose(cell, focus = true) {
  if (!cell) return;
  for (const old of grid().querySelectorAll("td.active")) { old.classList.remove("active"); old.removeAttribute("tabindex"); }
  active = placeOf(cell);
  cell.classList.add("active");
  cell.tabIndex = 0;
  if (focus) cell.focus({ preventScroll: true });
  reveal(cell);
  place.textContent = name(active);
  bar.value = content(cell);
  const guard = guardOf(cell);
  guardSign.hidden = !guard;
  guardSign.title = guard ? guard.textContent || "Vùng được bảo vệ" : "";
  const note = cell.classList.contains("note") ? "Ghi chú: " + cell.title : "";
  const lock = guard ? (guard.textContent || "Vùng được bảo vệ") : "";
  remark.textContent = [note, lock].filter(Boolean).join(" · ");
  remark.hidden = !remark.textContent;
}

// The part of the box that frozen rows and columns leave free.
function reveal(cell) {
  const outer = box.getBoundingClientRect();
  const inner = cell.getBoundingClientRect();
  const head = grid().tHead;
  const loose = head.classList.contains("loose");
  const top = outer.top + (loose ? head.rows[0].offsetHeight : head.offsetHeight);
  let left = outer.left + 46;
  for (const one of head.rows[0].querySelectorAll("th.z")) if (getComputedStyle(one).position === "sticky") left += one.offsetWidth;
  if (!cell.closest("thead") || loose) {
    if (inner.top < top) box.scrollTop -= top - inner.top + 2;
    else if (inner.bottom > outer.bottom - 16) box.scrollTop += Math.min(inner.bottom - outer.bottom + 18, inner.top - top);
  }
  if (!cell.classList.contains("z")) {
    if (inner.left < left) box.scrollLeft -= left - inner.left + 2;
    else if (inner.right > outer.right - 16) box.scrollLeft += Math.min(inner.right - outer.right + 18, inner.left - left);
  }
}

function move(down, across) {
  const here = cellAt(active);
  if (!here) return choose(grid().querySelector("td"));
  const rows = [...grid().querySelectorAll("tr[data-r]")];
  let row = rows.indexOf(here.parentElement) + (down > 0 ? here.rowSpan : down);
  if (!down) {
    let next = here;
    do next = across > 0 ? next.nextElementSibling : next.previousElementSibling; while (next && next.tagName !== "TD");
    return choose(next);
  }
  for (; row >= 0 && row < rows.length; row += down > 0 ? 1 : -1) {
    const cells = [...rows[row].querySelectorAll("td")];
    const under = cells.filter((cell) => Number(cell.dataset.c) <= active.column).pop();
    if (under && Number(under.dataset.c) + under.colSpan > active.column) return choose(under);
  }
}

function edit(cell, typed) {
  if (editor) return;
  const guard = guardOf(cell);
  if (guard && guard.dataset.warning && !confirm(`${guard.textContent || "Vùng được bảo vệ"}\n\nVẫn sửa ô ${name(placeOf(cell))}?`)) return;
  choose(cell, false);
  tell("");
  const choices = typed === undefined || cell.dataset.strict !== undefined ? choicesOf(cell) : null;
  const now = content(cell);
  editor = choices ? pick(choices, now) : field(typed === undefined ? now : typed);
  editor.classList.add("editor");
  editor.setAttribute("aria-label", "Gõ vào ô " + name(active));
  const frame = cell.getBoundingClientRect();
  const outer = box.getBoundingClientRect();
  box.append(editor);
  editor.style.left = `${frame.left - outer.left + box.scrollLeft}px`;
  editor.style.top = `${frame.top - outer.top + box.scrollTop}px`;
  editor.style.width = `${Math.max(frame.width + 1, 120)}px`;
  editor.style.minHeight = `${frame.height + 1}px`;
  editor.focus();
  if (editor.select && typed === undefined) editor.select();
  editor.addEventListener("keydown", keysOfEditor);
  editor.addEventListener("blur", () => finish(true));
  if (!choices) return;
  editor.addEventListener("change", () => finish(true, [0, 0]));
  try { editor.showPicker(); } catch { /* an older browser opens it with the space bar */ }
}

function field(text) {
  const made = document.createElement("textarea");
  made.value = text;
  made.rows = Math.min(6, Math.max(1, text.split("\n").length, Math.ceil(text.length / 40)));
  return made;
}

function pick(choices, now) {
  const made = document.createElement("select");
  for (const choice of new Set(["", ...choices, now])) made.append(new Option(choice || "(để trống)", choice, false, choice === now));
  return made;
}

function keysOfEditor(event) {
  if (event.isComposing) return;
  if (event.key === "Escape") finish(false);
  else if (event.key === "Enter" && !event.altKey && !event.ctrlKey) finish(true, [event.shiftKey ? -1 : 1, 0]);
  else if (event.key === "Tab") finish(true, [0, event.shiftKey ? -1 : 1]);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function finish(keep, step) {
  const done = editor;
  if (!done) return;
  editor = null;
  const at = active;
  const value = done.value;
  done.remove();
  const cell = cellAt(at);
  if (keep && cell && value !== content(cell)) save(at, value);
  if (step && (step[0] || step[1])) move(...step);
  else if (cell) choose(cell);
}

async function save(at, value) {
  const range = `${sheet.dataset.quoted}!${name(at)}`;
  const cell = cellAt(at);
  if (cell) cell.classList.add("saving");
  saving += 1;
  try {
    const answer = await fetch(
      `/v4/spreadsheets/${encodeURIComponent(sheet.dataset.book)}/values/${encodeURIComponent(range)}?valueInputOption=USER_ENTERED`,
      {
        method: "PUT",
        headers: { authorization: `Bearer ${who.value.trim() || "-"}`, "content-type": "application/json" },
        body: JSON.stringify({ values: [[value]] }),
      },
    );
    if (!answer.ok) tell(refusal(at, (await answer.json()).error));
    else tell("");
  } catch {
    tell(`Không lưu được ô ${name(at)}: mất liên lạc với sandbox.`);
  }
  saving -= 1;
  await refresh();
}

function refusal(at, error) {
  if (error.message.includes("protected cell")) return `Ô ${name(at)} được bảo vệ: ${who.value.trim()} không được sửa.`;
  if (error.code === 403) return `${who.value.trim()} không được phép sửa bảng tính này.`;
  return `Không lưu được ô ${name(at)}: ${error.message}`;
}

// The table as it is now: other cells may have changed with this one.
async function refresh() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (editor || saving) return;
  const focused = grid().contains(document.activeElement);
  document.getElementById("looks").textContent = fresh.getElementById("looks").textContent;
  for (const id of ["grid", "lists", "guards"]) document.getElementById(id).replaceWith(document.adoptNode(fresh.getElementById(id)));
  seen = Number(fresh.getElementById("main").dataset.pulse);
  settle();
  const cell = cellAt(active);
  if (cell && focused) choose(cell);
  else if (cell) cell.classList.add("active");
}

// Frozen rows that would fill the window scroll away, all but the last.
function settle() {
  const head = grid().tHead;
  const first = head.rows[0].offsetHeight;
  const high = head.offsetHeight > Math.max(140, box.clientHeight * 0.5);
  head.classList.toggle("loose", high);
  const last = head.querySelector("tr.last");
  if (high && last && last.offsetHeight < box.clientHeight * 0.4) {
    for (const cell of last.children) cell.style.top = `${first}px`;
  } else if (last) last.classList.add("free");
}

let touched = false;
box.addEventListener("pointerdown", (event) => { touched = event.pointerType === "touch"; });
box.addEventListener("mousedown", (event) => {
  const cell = event.target.closest("td");
  if (!cell || event.target.closest("a, figure, .editor") || event.button) return;
  event.preventDefault();
  const again = active && cell === cellAt(active) && !editor && (touched || event.detail > 1);
  if (editor) finish(true);
  if (again || event.target.closest(".drop")) edit(cell);
  else choose(cell);
});
box.addEventListener("keydown", (event) => {
  if (editor || event.isComposing || !active || event.target === bar) return;
  const steps = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (steps[event.key] && plain) move(...steps[event.key]);
  else if (event.key === "Tab" && plain) {
    const before = active;
    move(0, event.shiftKey ? -1 : 1);
    if (before === active) return; // at the edge Tab leaves the table
  } else if ((event.key === "Enter" || event.key === "F2") && plain) edit(cellAt(active));
  else if ((event.key === "Delete" || event.key === "Backspace") && plain) {
    if (content(cellAt(active))) save(active, "");
  } else if (event.key.length === 1 && plain) edit(cellAt(active), event.key);
  else return;
  event.preventDefault();
});
box.addEventListener("focusin", (event) => {
  if (event.target === box && !editor) choose(cellAt(active) || grid().querySelector("td"));
});
bar.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const cell = cellAt(active);
  if (event.key === "Enter" && !event.altKey && cell) {
    if (bar.value !== content(cell)) save(active, bar.value);
    move(1, 0);
  } else if (event.key === "Escape" && cell) choose(cell);
  else return;
  event.preventDefault();
});
bar.addEventListener("change", () => {
  const cell = cellAt(active);
  if (cell && document.activeElement !== bar && bar.value !== content(cell)) save(active, bar.value);
});

async function watch() {
  if (document.hidden || editor || saving) return;
  try {
    const now = await (await fetch("/pages/pulse")).json();
    if (now.cells !== seen) await refresh();
  } catch { /* the sandbox is away: ask again later */ }
}

settle();
const wanted = grid().querySelector("td.marked") || grid().querySelector("td.changed") || grid().querySelector("tbody td") || grid().querySelector("td");
choose(wanted, !matchMedia("(pointer: coarse)").matches);
if (wanted && wanted.matches(".marked, .changed")) {
  const away = wanted.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 2;
  if (away > 0) box.scrollTop += away;
}
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ inline: "nearest", block: "nearest" });
window.addEventListener("resize", settle);
setInterval(watch, 3000);
watch();
