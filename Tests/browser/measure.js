// Run inside a report: returns what is wrong with what is shown, as sentences.
(() => {
  const faults = [];
  const page = document.documentElement;
  if (page.scrollWidth > window.innerWidth)
    faults.push(`the page is ${page.scrollWidth} wide in a window of ${window.innerWidth}`);
  const overlap = (a, b) =>
    Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > 3 &&
    Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > 5;

  for (const figure of document.querySelectorAll("figure.chart")) {
    const name = `${figure.id} (${figure.querySelector("h3").textContent})`;
    const shown = [...figure.querySelectorAll("svg")].filter(svg => getComputedStyle(svg).display !== "none");
    if (shown.length !== 1) { faults.push(`${name}: ${shown.length} drawings are shown`); continue; }
    const svg = shown[0];
    if (svg.getAttribute("role") !== "img" || !svg.querySelector(":scope > title")?.textContent ||
        !svg.querySelector(":scope > desc")?.textContent) faults.push(`${name}: no title or description`);
    const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
    let drawn = 0;
    for (const shape of svg.querySelectorAll("path,circle,rect,text")) {
      const text = shape.outerHTML.slice(0, 160);
      for (const { name: key, value } of shape.attributes)
        if (/NaN|inf|undefined/i.test(value) && key !== "data-series") faults.push(`${name}: ${key} in ${text}`);
      const box = shape.getBBox();
      if (box.x < -1 || box.y < -1 || box.x + box.width > width + 1 || box.y + box.height > height + 1)
        faults.push(`${name}: ${box.x},${box.y} ${box.width}x${box.height} is outside ${width}x${height}: ${text}`);
      const isSeries = shape.hasAttribute("data-series") || shape.parentNode.hasAttribute("data-series");
      if (isSeries && shape.tagName === "path" && shape.getTotalLength() > 0) drawn += 1;
    }
    if (drawn === 0) faults.push(`${name}: no series is drawn`);
    const texts = [...svg.querySelectorAll("text")].map(text => [text.textContent, text.getBBox()]);
    texts.forEach(([one, a], index) => texts.slice(index + 1).forEach(([other, b]) => {
      if (overlap(a, b)) faults.push(`${name}: "${one}" lies on "${other}"`);
    }));
  }

  const luminance = color => {
    const parts = color.match(/[\d.]+/g).slice(0, 3).map(Number).map(value => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const ground = luminance(getComputedStyle(page).backgroundColor);
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  if (isDark !== ground < 0.2) faults.push(`the ground is wrong for a ${isDark ? "dark" : "light"} browser`);
  const colored = document.querySelectorAll("p,th,td,summary span,summary strong,figcaption,a,footer,.n i,svg text");
  const seen = new Set();
  for (const element of colored) {
    const style = getComputedStyle(element);
    const color = element instanceof SVGElement ? style.fill : style.color;
    if (seen.has(color)) continue;
    seen.add(color);
    const ink = luminance(color);
    const contrast = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
    if (contrast < 4.5) faults.push(`${color} of "${element.textContent.slice(0, 40)}" has a contrast of ${contrast}`);
  }
  return faults;
})()
