// A lesson: signs of life to the server, whose clock alone counts, and presence checks when it asks. A test: its clock.
"use strict";
(() => {
  const BEAT = 15000;
  const clock = document.getElementById("test-clock");
  if (clock) {
    const ends = performance.now() + Number(clock.dataset.left) * 1000, form = document.getElementById("course-test");
    let sent = false;
    form.addEventListener("submit", () => { sent = true; });
    setInterval(() => {
      const left = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
      clock.textContent = `${String(Math.floor(left / 60)).padStart(2, "0")}:${String(left % 60).padStart(2, "0")}`;
      if (left <= 3 && !sent) { sent = true; form.requestSubmit(); }
    }, 500);
  }
  const box = document.getElementById("watch");
  if (!box) return;
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const texts = Object.fromEntries(
    [...document.getElementById("lesson-texts").content.querySelectorAll("[data-text]")].map((one) => [one.dataset.text, one.textContent]));
  const part = (name) => box.querySelector(`[data-${name}]`);
  let answerBy = 0, word = "";

  async function tell(values) {
    try {
      const answer = await fetch(location.pathname, {
        method: "POST", headers: { Accept: "application/json", "X-CSRFToken": token }, body: new URLSearchParams(values),
      });
      if (!answer.ok) { location.reload(); return; }
      show(await answer.json());
    } catch {
      part("line").textContent = texts.cut;
    }
  }

  function show(pulse) {
    if (pulse.state !== "running") { location.reload(); return; }
    part("counted").textContent = Math.floor(pulse.counted / 60);
    part("waiting").textContent = Math.floor(pulse.waiting / 60);
    part("bar").value = pulse.counted;
    part("line").textContent = document.hidden ? texts.away : texts.going;
    if (!pulse.check) { part("check").hidden = true; word = ""; return; }
    answerBy = performance.now() + pulse.check.seconds * 1000;
    if (word === pulse.check.word && !part("check").hidden) return;
    word = pulse.check.word;
    part("word").textContent = word;
    part("options").replaceChildren(...pulse.check.options.map(([value, text]) => {
      const button = document.createElement("button");
      button.className = "button second";
      button.name = "word";
      button.value = value;
      button.textContent = text;
      return button;
    }));
    part("check").hidden = false;
    part("options").firstChild.focus();
    document.title = `(!) ${document.title.replace(/^\(!\) /, "")}`;
  }

  part("press").hidden = true;
  part("answers").addEventListener("submit", (event) => {
    event.preventDefault();
    document.title = document.title.replace(/^\(!\) /, "");
    tell({ action: "presence", word: event.submitter ? event.submitter.value : "" });
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tell({ action: "beat" }); });
  setInterval(() => tell({ action: "beat" }), BEAT);
  setInterval(() => {
    if (!part("check").hidden) part("left").textContent = Math.max(0, Math.ceil((answerBy - performance.now()) / 1000));
  }, 500);
  show(JSON.parse(document.getElementById("pulse").textContent));
})();
