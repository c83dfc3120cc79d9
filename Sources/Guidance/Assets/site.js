// Language, theme, names of countries, and what the night's run.js tells. Runs before the page is drawn.
(function () {
  "use strict";
  var page = document.documentElement;
  var silkrate = (window.silkrate = window.silkrate || {});

  function stored(key) {
    try { return localStorage.getItem("silkrate-" + key); } catch (error) { return null; }
  }
  function store(key, value) {
    try { localStorage.setItem("silkrate-" + key, value); } catch (error) { /* nothing is kept then */ }
  }

  function setLanguage(language) {
    page.dataset.language = language;
    page.lang = language === "zh" ? "zh-Hans" : "en";
    document.querySelectorAll("[data-language-to]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.languageTo === language));
    });
    nameCountries(document);
    nameCurrencies();
    if (runDay) { silkrate.run(runDay); }
    document.dispatchEvent(new Event("silkrate-language"));
  }

  function nameCountries(within) {
    var names;
    try { names = new Intl.DisplayNames([page.lang], { type: "region" }); } catch (error) { return; }
    within.querySelectorAll("[data-country]").forEach(function (place) {
      var code = place.dataset.country;
      try { place.textContent = names.of(code) === code ? code : names.of(code) + " (" + code + ")"; } catch (error) { /* no code */ }
    });
  }
  silkrate.nameCountries = nameCountries;

  function nameCurrencies() {
    var names;
    try { names = new Intl.DisplayNames([page.lang], { type: "currency" }); } catch (error) { return; }
    document.querySelectorAll("[data-currency]").forEach(function (place) {
      var code = place.dataset.currency;
      try { place.textContent = names.of(code) === code ? code : names.of(code) + " (" + code + ")"; } catch (error) { /* no code */ }
    });
  }

  function isDark() {
    return page.dataset.theme ? page.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }

  var runDay = null;
  // The day of the run: in no page, so that a page changes only when what it says does.
  silkrate.run = function (day) {
    runDay = day;
    var parts = day.split("-").map(Number);
    var text = new Intl.DateTimeFormat(page.lang, { dateStyle: "long", timeZone: "UTC" })
      .format(new Date(Date.UTC(parts[0], parts[1] - 1, parts[2])));
    document.querySelectorAll("[data-run]").forEach(function (place) { place.hidden = false; });
    document.querySelectorAll("[data-run-day]").forEach(function (place) { place.textContent = text; });
    document.querySelectorAll("[data-valid-until]").forEach(function (place) {
      place.querySelector("[data-expired]").hidden = place.dataset.validUntil >= day;
    });
  };

  // On paper nothing can be unfolded.
  addEventListener("beforeprint", function () {
    document.querySelectorAll("details:not([open])").forEach(function (part) {
      part.open = true;
      part.dataset.unfolded = "";
    });
  });
  addEventListener("afterprint", function () {
    document.querySelectorAll("details[data-unfolded]").forEach(function (part) {
      part.open = false;
      delete part.dataset.unfolded;
    });
  });

  page.dataset.language = stored("language") || (/^zh/i.test(navigator.language || "") ? "zh" : "en");
  if (stored("theme")) { page.dataset.theme = stored("theme"); }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll(".switches").forEach(function (place) { place.hidden = false; });
    document.querySelectorAll("[data-language-to]").forEach(function (button) {
      button.addEventListener("click", function () {
        store("language", button.dataset.languageTo);
        setLanguage(button.dataset.languageTo);
      });
    });
    document.querySelectorAll("[data-theme-switch]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(isDark()));
      button.addEventListener("click", function () {
        page.dataset.theme = isDark() ? "light" : "dark";
        button.setAttribute("aria-pressed", String(isDark()));
        store("theme", page.dataset.theme);
      });
    });
    setLanguage(page.dataset.language);
  });
})();
