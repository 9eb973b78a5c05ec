// Before anything else is loaded: the theme and language of last time, so that nothing flashes,
// and what every screen asks first: the answers are there when the app is.
(function () {
  var root = document.documentElement;
  try {
    var kept = JSON.parse(localStorage.getItem("luopan.look") || "{}");
    var dark = kept.theme === "dark" || (kept.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    root.dataset.theme = dark ? "dark" : "light";
    if (kept.locale) root.lang = kept.locale;
  } catch {
    root.dataset.theme = "light";
  }
  if (location.pathname === "/login") return;
  window.asked = new Map();
  ["/api/me", "/api/meta"].forEach(function (path) {
    var answer = fetch(path);
    answer.catch(function () {});
    window.asked.set(path, answer);
  });
})();
