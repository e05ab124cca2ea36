extension Page {
    /// Shows the values under the pointer on every chart that has its data beside it, and draws a part of a chart over
    /// time larger. With the keyboard: arrows go from value to value, + and − zoom, Escape shows the whole again.
    static let chartScript: HTML = #"""

        document.querySelectorAll("figure.chart").forEach(function (figure) {
          var source = figure.querySelector("script.data");
          if (!source) return;
          var svgSpace = figure.querySelector("svg").namespaceURI;
          var data = JSON.parse(source.textContent), isTime = data.x === "duration";
          var full = data.domain.slice(0, 2), view = full.slice(), at = null, brush = null;
          var make = function (name, attributes, parent) {
            var element = document.createElementNS(svgSpace, name);
            for (var key in attributes) element.setAttribute(key, attributes[key]);
            if (parent) parent.appendChild(element);
            return element;
          };
          var readout = document.createElement("p");
          readout.className = "values";
          readout.setAttribute("aria-live", "polite");
          figure.insertBefore(readout, figure.querySelector("figcaption"));
          var back = document.createElement("button");
          back.type = "button";
          back.textContent = "Show all";
          back.hidden = true;
          figure.insertBefore(back, readout);
          var short = function (value, digits) { return String(Number(value.toPrecision(digits))); };
          var duration = function (seconds) {
            var rest = Math.round(seconds), parts = [];
            [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]].forEach(function (unit) {
              var count = Math.floor(rest / unit[0]);
              rest -= count * unit[0];
              if (count) parts.push(count + "\u00a0" + unit[1]);
            });
            return parts.join(" ") || "0";
          };
          var text = function (value, unit) {
            return unit === "duration" ? duration(value) : unit === "percent" ? short(value * 100, 6) + "\u00a0%"
              : short(value, 9);
          };
          // Where a value is along the part that is shown.
          var place = function (plot, x) {
            return plot[0] + (x - view[0]) / (view[1] - view[0] || 1) * (plot[1] - plot[0]);
          };
          var height = function (plot, y) {
            var low = data.domain[2], high = data.domain[3];
            y = Math.min(Math.max(y, low), high);
            return plot[2] + (y - low) / (high - low || 1) * (plot[3] - plot[2]);
          };
          var items = [];
          data.series.forEach(function (series) {
            series.xs.forEach(function (x, index) {
              var hint = series.hints ? series.hints[index] : "";
              if (series.ys[index] !== null) items.push({ x: x, y: series.ys[index], series: series, hint: hint });
            });
          });
          items.sort(function (one, other) { return one.x - other.x; });
          var stops = isTime ? items.map(function (item) { return item.x; })
            .concat(data.marks.map(function (mark) { return mark[0]; }))
            .sort(function (one, other) { return one - other; })
            .filter(function (x, index, all) { return index === 0 || x !== all[index - 1]; }) : items;
          var drawings = Array.from(figure.querySelectorAll("svg")).map(function (svg) {
            var plot = data.plots[svg.getAttribute("class")];
            svg.setAttribute("tabindex", "0");
            svg.setAttribute("aria-keyshortcuts", "ArrowLeft ArrowRight Home End + - Escape");
            var over = make("g", { "class": "over" }, svg);
            return { svg: svg, plot: plot, width: svg.viewBox.baseVal.width, over: over };
          });
          // The last value at or before a time; nothing where there is none.
          var valueAt = function (series, x) {
            var low = 0, high = series.xs.length;
            while (low < high) {
              var middle = (low + high) >> 1;
              if (series.xs[middle] <= x) low = middle + 1; else high = middle;
            }
            return low ? series.ys[low - 1] : null;
          };
          var shownAt = function (x) {
            var found = [];
            data.series.forEach(function (series) {
              if (series.kind === "points") {
                series.xs.forEach(function (other, index) {
                  if (other === x) found.push({ x: x, y: series.ys[index], series: series, hint: series.hints[index] });
                });
              } else {
                var y = valueAt(series, x);
                if (y !== null) found.push({ x: x, y: y, series: series, hint: "" });
              }
            });
            return found;
          };
          var say = function (found, head) {
            readout.textContent = head;
            found.forEach(function (item, index) {
              readout.append(index || head ? " \u00b7 " : "");
              var name = document.createElement("span");
              name.className = "c" + item.series.color;
              name.textContent = item.hint || item.series.name;
              readout.append(name);
              if (!item.hint) readout.append(" " + (isTime ? "" : text(item.x, data.x) + ", ") + text(item.y, data.y));
            });
          };
          var clear = function () {
            drawings.forEach(function (drawing) { drawing.over.replaceChildren(); });
          };
          var show = function (stop) {
            at = stop;
            clear();
            if (stop === null) {
              readout.textContent = "Values: point, or use the arrow keys."
                + (isTime ? " Zoom: drag sideways, or + and \u2212." : "");
              return;
            }
            var x = isTime ? stop : stop.x, found = isTime ? shownAt(stop) : [stop];
            var steps = data.marks.filter(function (mark) { return mark[0] === x; })
              .map(function (mark) { return mark[1]; });
            say(found, isTime ? duration(x) + (steps.length ? " (step " + steps.join(", ") + ")" : "") : "");
            drawings.forEach(function (drawing) {
              var plot = drawing.plot, left = place(plot, x);
              if (left < plot[0] - 0.5 || left > plot[1] + 0.5) return;
              make("path", { "class": "cross", d: "M" + left + " " + plot[3] + "V" + plot[2] }, drawing.over);
              found.forEach(function (item) {
                var look = { "class": "c" + item.series.color, cx: left, cy: height(plot, item.y), r: 4 };
                make("circle", look, drawing.over);
              });
            });
          };
          var nearest = function (drawing, event) {
            var box = drawing.svg.getBoundingClientRect(), scale = drawing.width / box.width;
            var left = (event.clientX - box.left) * scale, top = (event.clientY - box.top) * scale;
            var best = null, least = Infinity;
            stops.forEach(function (stop) {
              var dx = place(drawing.plot, isTime ? stop : stop.x) - left;
              var dy = isTime ? 0 : height(drawing.plot, stop.y) - top;
              if (isTime && (stop < view[0] || stop > view[1])) return;
              if (dx * dx + dy * dy < least) { least = dx * dx + dy * dy; best = stop; }
            });
            return best;
          };
          var timeAt = function (drawing, event) {
            var box = drawing.svg.getBoundingClientRect(), plot = drawing.plot;
            var left = (event.clientX - box.left) * drawing.width / box.width;
            var part = Math.min(Math.max((left - plot[0]) / (plot[1] - plot[0]), 0), 1);
            return view[0] + part * (view[1] - view[0]);
          };
          // A line of the part that is shown, from its data.
          var line = function (series, plot) {
            var path = "", isOpen = false, last = null, x, y;
            var start = valueAt(series, view[0]);
            if (series.kind === "steps" && start !== null && series.xs[0] < view[0]) {
              path = "M" + plot[0] + " " + height(plot, start);
              isOpen = true;
            }
            series.xs.forEach(function (time, index) {
              if (time < view[0] || time > view[1]) return;
              x = place(plot, time);
              if (series.ys[index] === null) {
                if (isOpen && series.kind === "steps") path += "H" + x;
                isOpen = false;
                return;
              }
              y = height(plot, series.ys[index]);
              path += !isOpen ? "M" + x + " " + y : series.kind === "steps" ? "H" + x + "V" + y : "L" + x + " " + y;
              isOpen = true;
            });
            if (isOpen && series.kind === "steps" && series.xs[series.xs.length - 1] > view[1]) path += "H" + plot[1];
            return path || "M" + plot[0] + " " + plot[2];
          };
          var ticks = function (drawing, group) {
            var plot = drawing.plot, span = view[1] - view[0];
            var sizes = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400];
            var count = Math.max(2, Math.floor((plot[1] - plot[0]) / (drawing.width < 400 ? 90 : 110)));
            var size = sizes.find(function (size) { return size >= span / count; });
            if (!size) size = Math.ceil(span / count / 86400) * 86400;
            for (var time = Math.ceil(view[0] / size) * size; time <= view[1]; time += size) {
              var x = place(plot, time);
              make("path", { "class": "axis", d: "M" + x + " " + plot[2] + "v5" }, group);
              make("text", { x: x, y: plot[2] + 18, "text-anchor": "middle" }, group).textContent = duration(time);
            }
            var taken = -Infinity;
            data.marks.forEach(function (mark) {
              if (mark[0] < view[0] || mark[0] > view[1]) return;
              var x = place(plot, mark[0]);
              make("path", { "class": "axis", d: "M" + x + " " + (plot[3] - 8) + "v5" }, group);
              if (x - taken < 22) return;
              taken = x;
              var look = { "class": "mark", x: x, y: plot[3] - 11, "text-anchor": "middle" };
              make("text", look, group).textContent = mark[1];
            });
          };
          var draw = function () {
            var isWhole = view[0] === full[0] && view[1] === full[1];
            back.hidden = isWhole;
            drawings.forEach(function (drawing) {
              var svg = drawing.svg, plot = drawing.plot;
              if (!drawing.originals) {
                drawing.originals = Array.from(svg.children).filter(function (child) {
                  return child !== drawing.over && child.tagName !== "title" && child.tagName !== "desc"
                    && !child.matches(".grid,.band,.label,.name") && child.getAttribute("text-anchor") !== "end"
                    && child.getAttribute("d") !== "M" + plot[0] + " " + plot[2] + "H" + plot[1];
                });
                drawing.zoomed = make("g", {});
                svg.insertBefore(drawing.zoomed, drawing.over);
              }
              drawing.originals.forEach(function (child) { child.style.display = isWhole ? "" : "none"; });
              drawing.zoomed.replaceChildren();
              if (isWhole) return;
              data.series.forEach(function (series) {
                var original = drawing.originals.find(function (child) {
                  return child.getAttribute("data-series") === series.name;
                });
                if (!original) return;
                if (series.kind !== "points") {
                  var copy = original.cloneNode(false);
                  copy.style.display = "";
                  copy.setAttribute("d", line(series, plot));
                  drawing.zoomed.append(copy);
                  return;
                }
                series.xs.forEach(function (x, index) {
                  if (x < view[0] || x > view[1]) return;
                  var y = height(plot, series.ys[index]);
                  make("circle", { "class": "c" + series.color, cx: place(plot, x), cy: y, r: 4 }, drawing.zoomed);
                });
              });
              ticks(drawing, drawing.zoomed);
            });
            show(at);
          };
          var zoom = function (from, to) {
            var least = Math.max((full[1] - full[0]) / 1e5, 1);
            if (!isTime || to - from < least) return;
            view = [Math.max(from, full[0]), Math.min(to, full[1])];
            draw();
          };
          back.addEventListener("click", function () { zoom(full[0], full[1]); });
          drawings.forEach(function (drawing) {
            var svg = drawing.svg;
            svg.addEventListener("pointerdown", function (event) {
              if (isTime && event.button === 0) { brush = { drawing: drawing, from: timeAt(drawing, event) }; }
            });
            svg.addEventListener("pointermove", function (event) {
              show(nearest(drawing, event));
              if (!brush || brush.drawing !== drawing) return;
              var one = place(drawing.plot, brush.from), other = place(drawing.plot, timeAt(drawing, event));
              make("rect", {
                "class": "brush", x: Math.min(one, other), y: drawing.plot[3], width: Math.abs(other - one),
                height: drawing.plot[2] - drawing.plot[3]
              }, drawing.over);
              if (Math.abs(other - one) > 4) svg.setPointerCapture(event.pointerId);
            });
            svg.addEventListener("pointerup", function (event) {
              if (brush && brush.drawing === drawing) {
                var to = timeAt(drawing, event), from = brush.from;
                brush = null;
                if (Math.abs(place(drawing.plot, to) - place(drawing.plot, from)) > 8)
                  zoom(Math.min(from, to), Math.max(from, to));
              }
              show(nearest(drawing, event));
            });
            svg.addEventListener("pointercancel", function () { brush = null; show(null); });
            svg.addEventListener("pointerleave", function () { if (!brush) show(null); });
            svg.addEventListener("dblclick", function () { zoom(full[0], full[1]); });
            svg.addEventListener("blur", function () { show(null); });
            svg.addEventListener("keydown", function (event) {
              var index = stops.indexOf(at), last = stops.length - 1, span = view[1] - view[0];
              var middle = at === null || !isTime ? (view[0] + view[1]) / 2 : at;
              if (event.key === "ArrowRight") index = Math.min(index + 1, last);
              else if (event.key === "ArrowLeft") index = index < 0 ? last : Math.max(index - 1, 0);
              else if (event.key === "Home") index = 0;
              else if (event.key === "End") index = last;
              else {
                index = -1;
                if (event.key === "+" || event.key === "=") zoom(middle - span / 4, middle + span / 4);
                else if (event.key === "-") zoom(middle - span, middle + span);
                else if (event.key === "Escape") { zoom(full[0], full[1]); show(null); }
                else return;
              }
              event.preventDefault();
              if (index < 0) return;
              var stop = stops[index], x = isTime ? stop : stop.x;
              // What is outside of the part that is shown is moved into it.
              var start = Math.min(x, full[1] - span);
              if (isTime && (x < view[0] || x > view[1])) zoom(start, start + span);
              show(stop);
            });
          });
          show(null);
        });
        document.querySelectorAll(".scroll").forEach(function (box) {
          var look = function () {
            var left = box.scrollWidth - box.clientWidth - box.scrollLeft;
            box.classList.toggle("more", left > 2);
          };
          box.addEventListener("scroll", look, { passive: true });
          addEventListener("resize", look);
          document.addEventListener("toggle", look, true);
          look();
        });

        """#
}
