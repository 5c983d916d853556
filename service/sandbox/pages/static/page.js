// Small comforts of every page: frames as high as their mail, buttons that say they are working.
"use strict";

for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || !button.dataset.busy) return;
    setTimeout(() => {
      button.disabled = true;
      button.textContent = button.dataset.busy;
    });
  });
}
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

for (const frame of document.querySelectorAll("iframe.letter")) {
  const fit = () => {
    const root = frame.contentDocument && frame.contentDocument.documentElement;
    if (!root || !root.querySelector("body > *")) return;
    frame.style.height = "auto";
    frame.style.height = `${Math.min(root.scrollHeight + 4, 20000)}px`;
  };
  frame.addEventListener("load", fit);
  window.addEventListener("resize", fit);
  const message = frame.closest("details");
  if (message) message.addEventListener("toggle", fit);
  fit();
}

if (document.querySelector("details.message[data-unread]")) {
  const body = new URLSearchParams({ do: "read" });
  fetch(document.querySelector(".thread-actions").action, {
    method: "POST", body, headers: { "x-quiet": "1" }, redirect: "manual",
  }).catch(() => {});
}
const opened = document.querySelector("details.message[data-opened]");
if (opened && opened.getBoundingClientRect().top > innerHeight * 0.6) opened.scrollIntoView({ block: "start" });

for (const origin of document.querySelectorAll("[data-origin]")) origin.textContent = location.origin;
