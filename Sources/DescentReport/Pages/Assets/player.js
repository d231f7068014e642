"use strict";
// The players of a page. Each computes its path by the operations of the library's optimizers, in their order, so that its
// numbers have the same bits.
(function () {
  function power(base, exponent) {
    let result = 1;
    for (let k = 0; k < exponent; k++) result *= base;
    return result;
  }

  // The value and the gradient of a polynomial, its terms added up in their order.
  function evaluate(polynomial, x, y) {
    const u = x - polynomial.center[0], v = y - polynomial.center[1];
    let value = 0, slopeX = 0, slopeY = 0;
    for (const [c, i, j] of polynomial.terms) {
      value += c * power(u, i) * power(v, j);
      if (i > 0) slopeX += c * i * power(u, i - 1) * power(v, j);
      if (j > 0) slopeY += c * j * power(u, i) * power(v, j - 1);
    }
    return [value, slopeX, slopeY];
  }

  function largestCurvature(polynomial, x, y) {
    const u = x - polynomial.center[0], v = y - polynomial.center[1];
    let xx = 0, xy = 0, yy = 0;
    for (const [c, i, j] of polynomial.terms) {
      if (i > 1) xx += c * i * (i - 1) * power(u, i - 2) * power(v, j);
      if (i > 0 && j > 0) xy += c * i * j * power(u, i - 1) * power(v, j - 1);
      if (j > 1) yy += c * j * (j - 1) * power(u, i) * power(v, j - 2);
    }
    return (xx + yy) / 2 + Math.hypot((xx - yy) / 2, xy);
  }

  function norm(x, y) {
    const sum = x * x + y * y;
    return sum > 1e-280 && sum < Infinity ? Math.sqrt(sum) : Math.hypot(x, y);
  }

  // The points of a run: x, y, f and the norm of the gradient.
  function descend(data, method, step) {
    let [x, y] = data.start;
    let [f, slopeX, slopeY] = evaluate(data, x, y);
    let velocityX = 0, velocityY = 0, lastX = x, lastY = y;
    const share = method.rule === "averagedMomentum" ? 1 - method.momentum : 1;
    const points = [{ x, y, f, g: norm(slopeX, slopeY) }];
    for (let t = 0; t < data.stepCount && points[t].g > data.tolerance; t++) {
      let directionX = slopeX, directionY = slopeY;
      if (method.rule === "nesterov") {
        const ahead = t > 0 ? method.momentum * step / step : 0;
        [, directionX, directionY] = evaluate(data, x + ahead * (x - lastX), y + ahead * (y - lastY));
        lastX = x;
        lastY = y;
      }
      if (method.rule !== "gradientDescent") {
        velocityX = method.momentum * velocityX + share * directionX;
        velocityY = method.momentum * velocityY + share * directionY;
        directionX = velocityX;
        directionY = velocityY;
      }
      x = x + -step * directionX;
      y = y + -step * directionY;
      [f, slopeX, slopeY] = evaluate(data, x, y);
      const g = norm(slopeX, slopeY);
      if (!Number.isFinite(f) || !Number.isFinite(g)) return { points, isBroken: true };
      points.push({ x, y, f, g });
    }
    return { points, isBroken: false };
  }

  // Lines of equal height by marching squares, as one path.
  function contours(data, placeX, placeY) {
    const n = 120;
    const columns = Array.from({ length: n + 1 }, (_, j) => data.x[0] + (data.x[1] - data.x[0]) * j / n);
    const rows = Array.from({ length: n + 1 }, (_, i) => data.y[0] + (data.y[1] - data.y[0]) * i / n);
    const values = rows.map((row) => columns.map((column) => evaluate(data, column, row)[0]));
    // The place where a line cuts the edge from one corner of the grid to the next on its right, or above it.
    const cut = (i, j, isRow, level) => {
      const from = values[i][j] - level, to = (isRow ? values[i][j + 1] : values[i + 1][j]) - level;
      if (from < 0 === to < 0) return null;
      const part = from / (from - to);
      const x = placeX(isRow ? columns[j] + part * (columns[j + 1] - columns[j]) : columns[j]);
      const y = placeY(isRow ? rows[i] : rows[i] + part * (rows[i + 1] - rows[i]));
      return { name: 2 * (i * (n + 1) + j) + (isRow ? 1 : 0), place: x.toFixed(1) + " " + y.toFixed(1) };
    };
    let path = "";
    for (const level of data.levels) {
      const places = new Map(), links = new Map();
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          const edges = [cut(i, j, true, level), cut(i, j + 1, false, level), cut(i + 1, j, true, level),
            cut(i, j, false, level)].filter(Boolean);
          for (const edge of edges) {
            places.set(edge.name, edge.place);
            if (!links.has(edge.name)) links.set(edge.name, []);
          }
          for (let k = 0; k + 1 < edges.length; k += 2) {
            links.get(edges[k].name).push(edges[k + 1].name);
            links.get(edges[k + 1].name).push(edges[k].name);
          }
        }
      }
      path += joined(links, places);
    }
    return path;
  }

  // The cuts joined to lines: first those with two ends, then those that close.
  function joined(links, places) {
    let path = "";
    const follow = (name) => {
      path += "M" + places.get(name);
      while (links.get(name).length > 0) {
        const next = links.get(name).pop(), back = links.get(next);
        back.splice(back.indexOf(name), 1);
        path += "L" + places.get(next);
        name = next;
      }
    };
    for (const [name, others] of links) if (others.length === 1) follow(name);
    for (const [name, others] of links) if (others.length > 0) follow(name);
    return path;
  }

  function raised(number) {
    return Array.from(String(number), (sign) => sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign]).join("");
  }

  // At most seven digits, without zeros at the end.
  function text(value, digits) {
    if (value === 0) return "0";
    let [mantissa, exponent] = value.toPrecision(digits || 7).split("e");
    if (!exponent && Math.abs(value) < 1e-4) [mantissa, exponent] = value.toExponential((digits || 7) - 1).split("e");
    if (mantissa.includes(".")) mantissa = mantissa.replace(/\.?0+$/, "");
    mantissa = mantissa.replace("-", "−");
    return exponent ? mantissa + " · 10" + raised(Number(exponent)) : mantissa;
  }

  function connect(root) {
    const data = JSON.parse(root.querySelector("script").textContent);
    const find = (name) => root.querySelector("[data-part=" + name + "]");
    const act = (name) => root.querySelector("[data-act=" + name + "]");
    const plane = find("plane"), frame = data.frame;
    const placeX = (x) => frame[0] + (x - data.x[0]) / (data.x[1] - data.x[0]) * frame[2];
    const placeY = (y) => frame[1] + frame[3] - (y - data.y[0]) / (data.y[1] - data.y[0]) * frame[3];
    // Far outside of the frame all is the same, and large numbers are no coordinates.
    const near = (value) => Math.max(-20000, Math.min(20000, value)).toFixed(2);
    const place = (point) => near(placeX(point.x)) + " " + near(placeY(point.y));
    const speeds = [1, 4, 16];
    let method = data.methods[0], step = data.step, run = descend(data, method, step), t = 0, speed = 0, timer = null;

    function line(points) { return points.length ? "M" + points.map(place).join("L") : ""; }

    function stop() {
      if (timer !== null) clearInterval(timer);
      timer = null;
      act("play").textContent = "play";
      act("play").setAttribute("aria-pressed", "false");
    }

    function verdict() {
      const { points, isBroken } = run, first = points[0], last = points[points.length - 1];
      const count = points.length - 1;
      const name = "α = " + text(step, 6);
      if (method.limit !== null) {
        const limit = method.formula + " = " + text(method.limit, 6);
        return step > method.limit
          ? ["diverges", name + " is above the limit " + limit + ": the run diverges."]
          : ["converges", name + " is below the limit " + limit + ": the run converges."];
      }
      if (isBroken || last.g > 1e8 * first.g && last.f > first.f) {
        return ["diverges", name + ": the run diverges, after " + count + " steps ‖g‖ is " + text(last.g, 3) + "."];
      }
      if (data.tolerance > 0 && last.g <= data.tolerance) {
        return ["converges", name + ": after " + count + " steps ‖g‖ is at most " + text(data.tolerance, 3) + "."];
      }
      return ["open", name + ": after " + count + " steps ‖g‖ is " + text(last.g, 3) + "."];
    }

    function show(isManual) {
      const point = run.points[t];
      find("rest").setAttribute("d", line(run.points));
      find("way").setAttribute("d", line(run.points.slice(0, t + 1)));
      // A line of no length with round ends is a dot.
      find("dots").setAttribute("d", run.points.slice(0, t + 1).map((p) => "M" + place(p) + "h0").join(""));
      find("here").setAttribute("d", "M" + place(point) + "h0");
      const readout = find("readout");
      Object.assign(readout.dataset, { t, x: point.x, y: point.y, f: point.f, g: point.g, step });
      for (const [name, value] of [["x", point.x], ["y", point.y], ["f", point.f], ["g", point.g]]) {
        find(name).textContent = text(value);
      }
      find("t").textContent = t + " of " + (run.points.length - 1);
      const curvature = method.limit === null ? largestCurvature(data, point.x, point.y) : 0;
      readout.dataset.limit = method.limit === null ? (curvature > 0 ? 2 / curvature : Infinity) : method.limit;
      find("limit").textContent = readout.dataset.limit === "Infinity" ? "none" : text(Number(readout.dataset.limit));
      find("limit-name").textContent = method.limit === null ? "2/λmax here" : method.formula;
      const [state, sentence] = verdict();
      root.dataset.state = state;
      find("verdict").textContent = sentence;
      find("step").textContent = text(step, 6);
      act("back").disabled = t === 0;
      act("step").disabled = t === run.points.length - 1;
      if (isManual) {
        find("said").textContent = "Step " + t + ": " + data.names[0] + " " + text(point.x, 4) + ", " + data.names[1] + " "
          + text(point.y, 4) + ", f " + text(point.f, 4) + ".";
      }
    }

    function go(to) {
      stop();
      t = Math.max(0, Math.min(run.points.length - 1, to));
      show(true);
    }

    function play() {
      if (timer !== null) return go(t);
      if (t === run.points.length - 1) t = 0;
      act("play").textContent = "pause";
      act("play").setAttribute("aria-pressed", "true");
      timer = setInterval(function () {
        if (t < run.points.length - 1) t += 1;
        if (t === run.points.length - 1) stop();
        show(timer === null);
      }, 500 / speeds[speed]);
      show(false);
    }

    function renew() {
      run = descend(data, method, step);
      if (t > run.points.length - 1) go(t); else show(false);
      markLimit();
    }

    function markLimit() {
      const slider = find("slider"), mark = find("mark");
      const part = (method.limit - slider.min) / (slider.max - slider.min);
      mark.hidden = method.limit === null || part > 1;
      mark.style.left = "calc(var(--thumb) / 2 + (100% - var(--thumb)) * " + part + ")";
    }

    const actions = {
      back: () => go(t - 1), step: () => go(t + 1), play,
      reset() {
        step = data.step;
        find("slider").value = step;
        method = data.methods[0];
        if (find("method")) find("method").value = 0;
        run = descend(data, method, step);
        markLimit();
        go(0);
      },
      speed() {
        speed = (speed + 1) % speeds.length;
        act("speed").textContent = "speed " + speeds[speed] + "×";
        if (timer !== null) { stop(); play(); }
      },
    };
    for (const button of root.querySelectorAll("[data-act]")) {
      button.addEventListener("click", () => actions[button.dataset.act]());
    }
    find("slider").addEventListener("input", function (event) {
      step = Number(event.target.value);
      renew();
    });
    if (find("method")) {
      find("method").addEventListener("change", function (event) {
        method = data.methods[Number(event.target.value)];
        renew();
      });
    }
    root.addEventListener("keydown", function (event) {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      // A slider and a list have a use of their own for these keys, a button for blanks.
      if (["INPUT", "SELECT"].includes(event.target.tagName)) return;
      const key = { ArrowLeft: "back", ArrowRight: "step", Home: "reset", " ": "play" }[event.key];
      if (!key || event.key === " " && event.target.tagName === "BUTTON") return;
      event.preventDefault();
      actions[key]();
    });
    find("contours").setAttribute("d", contours(data, placeX, placeY));
    plane.setAttribute("focusable", "true");
    root.hidden = false;
    markLimit();
    show(false);
  }

  for (const root of document.querySelectorAll(".player")) connect(root);
})();
