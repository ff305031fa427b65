/* Finds out in the browser who got which slot, written from docs/assignment-format.md alone: a third program beside the
   one that assigned and verify_assignment.py. published.js and recompute.js come first. */
"use strict";
(() => {
  const { linesOf, pause } = recompute;
  const FORMAT = "tongban-assignment-1", KEYS = ["priority", "ordering_time", "submitted", "draw"];
  const SESSION = /^[^\t]+\t\d{10}\t\d{10}\t[^\t]+\t[^\t]+\t\d+$/;
  const PERSON = /^[2-9A-HJ-NP-Z]{12}\t[^\t]+\t[01]\t\d{10}\t\d{10}\t(?:-|\d+)\t[1-9]\d*(?:,[1-9]\d*)*$/;
  const byOrder = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

  function sessionsOf(bytes) {
    return linesOf(bytes).map((line) => {
      if (!SESSION.test(line)) throw new Error(line);
      const [, begins, ends, subjects, , quota] = line.split("\t");
      return { begins: Number(begins), ends: Number(ends), subjects, parts: subjects.split("+"), quota: Number(quota) };
    });
  }

  function peopleOf(bytes) {
    return linesOf(bytes).map((line) => {
      if (!PERSON.test(line)) throw new Error(line);
      const [code, subjects, priority, ordering, submitted, , places] = line.split("\t");
      return { code, subjects, priority, ordering: Number(ordering), submitted: Number(submitted), places: places.split(",").map(Number) };
    });
  }

  function wellFormed(people, sessions) {
    return people.every((one, at) => {
      const before = people[at - 1];
      if (before && (before.code > one.code || (before.code === one.code && before.subjects >= one.subjects))) return false;
      return new Set(one.places).size === one.places.length
        && one.places.every((place) => place <= sessions.length && sessions[place - 1].subjects === one.subjects);
    });
  }

  async function ordered(rule, seed, people, tell) {
    const time = rule.grain === "day" ? (at) => Math.floor((at + 28800) / 86400) : (at) => at;
    const known = {
      priority: (one) => (one.priority === "1" ? 0 : 1),
      ordering_time: (one) => time(one.ordering),
      submitted: (one) => time(one.submitted),
    };
    const compared = rule.order.slice(0, -1).map((name) => known[name]);
    for (let at = 0; at < people.length; at += 1) {
      people[at].lot = published.key(`${seed}:${people[at].code}:1`);
      if (at % 20000 === 19999) { tell(at / people.length); await pause(); }
    }
    return people.slice().sort((a, b) => { // sorting keeps the order of the file among the lines of one person
      for (const of of compared) { const differs = of(a) - of(b); if (differs) return differs; }
      return byOrder(a.lot, b.lot);
    });
  }

  function apart(place, held, sessions) {
    const one = sessions[place - 1];
    return held.every((other) => {
      const two = sessions[other - 1];
      return !one.parts.some((part) => two.parts.includes(part)) && !(one.begins < two.ends && two.begins < one.ends);
    });
  }

  function served(order, sessions) {
    const left = [0, ...sessions.map((session) => session.quota)], own = new Map(), given = [];
    for (const one of order) {
      const held = own.get(one.code) || [];
      const place = one.places.find((wished) => left[wished] > 0 && apart(wished, held, sessions));
      if (place === undefined) continue;
      left[place] -= 1;
      own.set(one.code, [...held, place]);
      given.push(`${one.code}\t${one.subjects}\t${place}`);
    }
    return given;
  }

  function nobodyPassedOver(order, sessions, slots) {
    const got = new Map(), own = new Map(), used = new Array(sessions.length + 1).fill(0), last = new Map();
    for (const line of slots) {
      const [code, subjects, place] = line.split("\t");
      got.set(`${code}\t${subjects}`, Number(place));
      own.set(code, [...(own.get(code) || []), Number(place)]);
      used[place] += 1;
    }
    if (sessions.some((session, at) => used[at + 1] > session.quota)) return false;
    const mineOf = (one) => got.get(`${one.code}\t${one.subjects}`) || 0;
    order.forEach((one, at) => last.set(mineOf(one), at));
    return order.every((one, at) => {
      const mine = mineOf(one), others = (own.get(one.code) || []).filter((place) => place !== mine);
      for (const place of one.places) {
        if (place === mine) return true;
        const lacking = used[place] < sessions[place - 1].quota || (last.get(place) ?? -1) > at;
        if (lacking && apart(place, others, sessions)) return false;
      }
      return true;
    });
  }

  function drawHolds(proof, told, drawn, committed) {
    const { draw } = proof;
    return draw.pool === `${FORMAT} ${told.number} ${committed}\n` && published.hashed(draw.pool) === drawn.pool.sha256
      && told.announced_at <= drawn.announced_at && drawn.sources.length > 0 && drawn.sources.length === draw.values.length
      && drawn.sources.every((source, at) => {
        const value = draw.values[at];
        return value.source === source.name && value.published.length > 0
          && drawn.announced_at < source.due_at && source.due_at <= value.published_at;
      });
  }

  function ruleHolds(proof, told) {
    const { order, grain, slots_per_subject: slots, sessions_apart: far } = told.rule;
    return proof.format === FORMAT && told.format === FORMAT && order[order.length - 1] === "draw"
      && new Set(order).size === order.length && order.every((name) => KEYS.includes(name))
      && ["second", "day"].includes(grain) && slots === 1 && far === true
      && told.opened_at < told.closed_at && told.closed_at <= told.announced_at;
  }

  async function check(proof, files, noted, tell) {
    const told = JSON.parse(proof.announcement), drawn = JSON.parse(proof.draw.announcement);
    const committed = published.hashed(proof.announcement), sessions = sessionsOf(files.sessions), people = peopleOf(files.applicants);
    const good = wellFormed(people, sessions), seed = published.seed(published.hashed(proof.draw.announcement), drawn.sources, proof.draw.values);
    const order = good ? await ordered(told.rule, seed, people, tell) : [], slots = linesOf(files.slots);
    return {
      commitment: noted ? noted.trim().toLowerCase() === committed : null,
      rule: ruleHolds(proof, told),
      sessions: published.hashed(files.sessions) === told.sessions.sha256 && sessions.length === told.sessions.count,
      applicants: good && published.hashed(files.applicants) === told.applicants.sha256 && people.length === told.applicants.count,
      draw: drawHolds(proof, told, drawn, committed),
      seed: proof.seed === seed,
      result: good && published.hashed(files.slots) === proof.slots.sha256 && served(order, sessions).join("\n") === slots.join("\n"),
      passed_over: good && nobodyPassedOver(order, sessions, slots),
    };
  }

  recompute.page(["sessions", "applicants", "slots"], check);
})();
