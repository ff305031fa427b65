/* The page on which a browser works out a published result again: the form, what it says meanwhile, a mark for each
   check. draw.js and assignment.js bring the programs; published.js comes first. */
"use strict";
const recompute = (() => {
  const linesOf = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes).split("\n").slice(0, -1);
  const pause = () => new Promise((done) => setTimeout(done));
  const said = document.getElementById("said"), list = document.getElementById("checks");

  const say = (text, tone = "") => { said.className = `notice ${tone}`; said.textContent = text; };
  const fetched = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(address);
    return new Uint8Array(await answer.arrayBuffer());
  };

  function show(outcomes, words) {
    list.hidden = false;
    for (const [name, holds] of Object.entries(outcomes)) {
      const line = list.querySelector(`[data-check="${name}"]`);
      line.querySelector(".outcome").textContent = holds === null ? "–" : holds ? "✓" : "✗";
      line.querySelector(".outcome").className = `outcome ${holds === null ? "muted" : holds ? "ink-done" : "ink-refused"}`;
      line.querySelector(".word").textContent = holds === null ? words.unknown : holds ? words.passed : words.failed;
    }
    const failed = Object.values(outcomes).includes(false);
    say(failed ? words.other : words.same, failed ? "refused" : "done");
  }

  /* `names`: the files of the page, the proof first; `check(proof, files, noted, tell)` says what holds, by name. */
  function page(names, check) {
    const form = document.getElementById("recompute");
    if (!form) return;
    const words = form.dataset;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      list.hidden = true;
      say(words.busy);
      try {
        const [proof, ...contents] = await Promise.all(["proof", ...names].map((name) => fetched(words[name])));
        const files = Object.fromEntries(names.map((name, at) => [name, contents[at]]));
        const tell = (share) => say(`${words.busy} ${Math.round(share * 100)} %`);
        show(await check(JSON.parse(new TextDecoder().decode(proof)), files, form.elements.commitment.value, tell), words);
      } catch {
        say(words.lost, "refused");
      }
    });
  }

  return { linesOf, page, pause };
})();
