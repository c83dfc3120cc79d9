// Search: goes down the tree of small scripts in search/ along what is typed, then shows what fits.
(function () {
  "use strict";
  var silkrate = (window.silkrate = window.silkrate || {});
  var shownMax = 20;
  var keyDigits = 48;
  var folds = new Map();
  var pairs = Array.from("FOLDS");
  for (var i = 0; i + 1 < pairs.length; i += 2) { folds.set(pairs[i], pairs[i + 1]); }

  // The same words as the index has: small letters and digits with one blank between.
  function words(text) {
    var result = "";
    var isInside = false;
    for (var letter of text) {
      if (/[\u0300-\u036f]/.test(letter)) { continue; }
      if (!/[\p{L}\p{N}]/u.test(letter)) { isInside = false; continue; }
      if (!isInside && result) { result += " "; }
      isInside = true;
      for (var small of letter.toLowerCase()) {
        if (!/[\u0300-\u036f]/.test(small)) { result += folds.get(small) || small; }
      }
    }
    return result;
  }

  function hexadecimal(text) {
    return Array.from(new TextEncoder().encode(text), function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
  }

  var nodes = new Map();
  var facts = new Map();
  var waiting = new Map();

  function arrive(place, map, key, value) {
    map.set(key, value);
    (waiting.get(place) || []).forEach(function (resolve) { resolve(value); });
    waiting.delete(place);
  }
  silkrate.leaf = function (prefix, entries, isCut) { arrive("n" + prefix, nodes, prefix, { entries: entries, isCut: isCut }); };
  silkrate.branch = function (prefix, children, alike, samples, isCut) {
    arrive("n" + prefix, nodes, prefix, { children: children, entries: alike, samples: samples, isCut: isCut });
  };
  silkrate.grades = function (shard, grades) { arrive("e" + shard, facts, "e" + shard, grades); };
  silkrate.products = function (shard, products) { arrive("p" + shard, facts, "p" + shard, products); };

  // A classic script: the only thing that a page from a disk may load.
  function load(place, map, key, path) {
    if (map.has(key)) { return Promise.resolve(map.get(key)); }
    return new Promise(function (resolve) {
      if (waiting.has(place)) { waiting.get(place).push(resolve); return; }
      waiting.set(place, [resolve]);
      var script = document.createElement("script");
      script.src = document.body.dataset.root + path;
      script.onerror = function () { arrive(place, map, key, null); };
      document.head.appendChild(script);
    });
  }
  function node(prefix) { return load("n" + prefix, nodes, prefix, "search/" + (prefix || "root") + ".js"); }

  async function candidates(query) {
    var digits = hexadecimal(query).slice(0, keyDigits);
    var prefix = "";
    var found = [];
    for (;;) {
      var at = await node(prefix);
      if (!at) { return { entries: found, isCut: true }; }
      found = found.concat(at.entries);
      if (!at.children) { return { entries: found, isCut: Boolean(at.isCut) }; }
      var next = at.children.find(function (child) { return digits.startsWith(child); });
      if (next) { prefix = next; continue; }
      var below = at.children.filter(function (child) { return child.startsWith(digits); });
      var first = below.length ? await node(below[0]) : null;
      if (first) { found = found.concat(first.entries, first.samples || []); }
      if (below.length > 1) { found = found.concat(at.samples); }
      return { entries: found, isCut: below.length > 1 || Boolean(first && (first.children || first.isCut)) };
    }
  }

  var isWithoutBlanks = /^[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
  function fits(entry, asked) {
    var name = words(entry[0]);
    if ((" " + name).includes(" " + asked) || (isWithoutBlanks.test(asked) && name.includes(asked))) { return true; }
    var ids = entry[3] === 1 ? [entry[1]] : [entry[1]].concat(entry.slice(4));
    return ids.some(function (id) { return words(id).startsWith(asked); });
  }

  async function search(query) {
    var found = await candidates(query);
    var entries = found.entries.filter(function (entry) { return fits(entry, query); });
    var parts = query.split(" ");
    if (!entries.length && parts.length > 1) {
      // Words in another order: look up the longest, ask for all.
      parts.sort(function (a, b) { return b.length - a.length; });
      found = await candidates(parts[0]);
      entries = found.entries.filter(function (entry) { return parts.every(function (part) { return fits(entry, part); }); });
    }
    var seen = new Set();
    entries = entries.filter(function (entry) {
      var key = (entry[3] === 1 ? "p" : "e") + entry[2];
      return !seen.has(key) && seen.add(key);
    });
    // By name: a list of what was asked for, no ranking.
    entries.sort(function (a, b) {
      var rank = function (entry) { return (entry[3] === 1 ? 2 : 0) + (words(entry[0]).startsWith(query) ? 0 : 1); };
      return rank(a) - rank(b) || byName.compare(a[0], b[0]);
    });
    return { entries: entries, isCut: found.isCut };
  }

  function element(name, properties, children) {
    var made = Object.assign(document.createElement(name), properties || {});
    (children || []).forEach(function (child) { made.append(child); });
    return made;
  }
  function both(english, chinese) {
    return [element("span", { lang: "en", textContent: english }), element("span", { lang: "zh-Hans", textContent: chinese })];
  }
  var byName = new Intl.Collator(undefined, { numeric: true });
  var tones = { AAA: "good", AA: "good", A: "good", BBB: "fair", BB: "fair", B: "caution", CCC: "caution", CC: "avoid", C: "avoid", D: "fault" };

  function enterprise(entry) {
    var shard = entry[2].slice(0, 3);
    var chip = element("span", { className: "chip tone-unknown", textContent: "…" });
    load("e" + shard, facts, "e" + shard, "e/" + shard + "/grades.js").then(function (grades) {
      var grade = (grades && grades[entry[2].slice(3)]) || "NR";
      chip.textContent = grade;
      chip.className = "chip tone-" + (tones[grade] || "unknown");
    });
    var link = element("a", { href: document.body.dataset.root + "e/" + shard + "/" + entry[2].slice(3) + ".html" }, [
      chip, element("bdi", { textContent: entry[0] })]);
    var below = element("span", { className: "small" }, [element("bdi", { className: "id", textContent: entry[1] })]);
    if (entry[3]) {
      var country = element("span", { textContent: entry[3] });
      country.dataset.country = entry[3];
      below.append(" · ", country);
    }
    return element("li", {}, [link, below]);
  }

  function product(entry) {
    var shard = entry[2].slice(0, 3);
    var name = element("bdi", { textContent: entry[0] });
    var below = element("span", { className: "small" }, both("Product", "商品"));
    below.append(" ", element("bdi", { className: "id", textContent: entry[1] }));
    load("p" + shard, facts, "p" + shard, "products/" + shard + ".js").then(function (products) {
      var told = products && products[entry[2].slice(3)];
      if (!told) { return; }
      if (told[2]) {
        var link = element("a", { href: document.body.dataset.root + told[2] });
        name.replaceWith(link);
        link.append(name);
      }
      below.append(" · ");
      both(told[1] + " of " + told[0] + " orders with a defect", told[0] + " 笔订单中有 " + told[1] + " 笔有缺陷")
        .forEach(function (text) { below.append(text); });
      if (told[0] < 30) { both(" (few orders)", "（订单较少）").forEach(function (text) { below.append(text); }); }
      if (told[3]) { below.append(" · " + told[3]); }
    });
    return element("li", { className: "product" }, [name, below]);
  }

  document.addEventListener("DOMContentLoaded", function () {
    var form = document.querySelector("[data-search]");
    if (!form) { return; }
    var field = form.querySelector("input");
    var status = form.querySelector("[data-search-status]");
    var list = document.querySelector("[data-search-results]");
    var latest = 0;

    function say(english, chinese) { status.replaceChildren.apply(status, both(english, chinese)); }

    async function answer() {
      var turn = ++latest;
      var query = words(field.value);
      if (query.length < 2 && !isWithoutBlanks.test(query)) {
        list.replaceChildren();
        say("Type at least two letters, or one Chinese character.", "请至少输入两个字母或一个汉字。");
        return;
      }
      var found = await search(query);
      if (turn !== latest) { return; }
      var shown = found.entries.slice(0, shownMax);
      var isMore = found.isCut || found.entries.length > shown.length;
      list.replaceChildren.apply(list, shown.map(function (entry) { return entry[3] === 1 ? product(entry) : enterprise(entry); }));
      silkrate.nameCountries(list);
      if (!shown.length && !isMore) {
        say("Nothing is known under this name. That is no bad sign.", "没有此名称的信息。这并不表示不好。");
      } else {
        say(shown.length + (isMore ? " shown, in order of names; type more to see others." : " found, in order of names."),
          isMore ? "显示 " + shown.length + " 项（按名称排列）；请继续输入以缩小范围。" : "找到 " + shown.length + " 项（按名称排列）。");
      }
    }

    var pause;
    field.addEventListener("input", function () { clearTimeout(pause); pause = setTimeout(answer, 120); });
    form.addEventListener("submit", function (event) { event.preventDefault(); answer(); });
    var asked = new URLSearchParams(location.search).get("q");
    if (asked) { field.value = asked; }
    if (field.value) { answer(); }
  });
})();
