// The account's weeks: points by channel, stage changes above, plays on lanes below.
"use strict";

(() => {
  const place = document.getElementById("ac-chart");
  const source = document.getElementById("ac-chart-data");
  if (!place || !source || typeof echarts === "undefined") return;
  const data = JSON.parse(source.textContent);
  const token = (name) => {
    const probe = document.createElement("i");
    probe.style.color = `var(--${name})`;
    document.body.append(probe);
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return colour;
  };
  const shades = ["series-1", "series-2", "series-3", "series-4"];
  const chart = echarts.init(place, null, { renderer: "svg" });

  const legend = () => {
    const line = document.getElementById("ac-chart-legend");
    line.replaceChildren();
    const swatch = (name, words, isRound) => {
      const item = document.createElement("span");
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      svg.setAttribute("viewBox", "0 0 12 12");
      svg.setAttribute("aria-hidden", "true");
      const shape = document.createElementNS("http://www.w3.org/2000/svg", isRound ? "path" : "rect");
      if (isRound) shape.setAttribute("d", "M6 1.5L10.5 6L6 10.5L1.5 6z");
      else for (const [key, value] of [["x", 1], ["y", 1], ["width", 10], ["height", 10], ["rx", 2]]) shape.setAttribute(key, value);
      shape.setAttribute("fill", `var(--${name})`);
      if (name === "accent-soft") shape.setAttribute("stroke", "var(--accent-line)");
      svg.append(shape);
      item.append(svg, words);
      line.append(item);
    };
    data.series.forEach((series, i) => swatch(shades[i], series.title));
    if (data.stages.length) swatch("ink", data.words.stage, true);
    if (data.plays.length) swatch("accent-soft", data.words.play);
  };

  const textStyle = (size, weight) => ({ fontFamily: getComputedStyle(document.body).fontFamily, fontSize: size, fontWeight: weight ?? 400 });

  // The common build has no custom series: marks are drawn as graphics at the axes' pixels.
  const column = (week) => {
    const [left] = chart.convertToPixel("grid", [week, 0]);
    const [next] = chart.convertToPixel("grid", [week ? week - 1 : 1, 0]);
    return { middle: left, half: Math.abs(next - left) / 2 };
  };

  const stageMark = (stage, box) => {
    const { middle } = column(stage.week);
    const isLate = middle > box.right - 90;
    const y = box.top - 10 - (stage.level || 0) * 16;
    return [
      { type: "line", silent: true, shape: { x1: middle, x2: middle, y1: y + 8, y2: box.bottom }, style: { stroke: token("ink"), lineWidth: 0.8 } },
      { type: "polygon", silent: true, shape: { points: [[middle, y - 4], [middle + 4, y], [middle, y + 4], [middle - 4, y]] }, style: { fill: token("ink") } },
      { type: "text", silent: true, x: isLate ? middle - 8 : middle + 8, y, style: { text: stage.title, align: isLate ? "right" : "left", verticalAlign: "middle", fill: token("ink"), ...textStyle(12, 500) } },
    ];
  };

  const playBar = (play, box) => {
    const from = column(play.from);
    const to = column(play.to);
    const left = from.middle - from.half;
    const width = Math.max(10, to.middle + to.half - left);
    const y = box.bottom + 30 + play.lane * 22;
    const isLate = left + 120 > box.right;
    return [
      { type: "rect", silent: true, shape: { x: left, y, width, height: 17, r: 3 }, style: { fill: play.is_held_out ? "none" : token("accent-soft"), stroke: token(play.is_held_out ? "control" : "accent-line"), lineWidth: 1, lineDash: play.is_held_out ? [3, 2] : null } },
      { type: "text", silent: true, x: isLate && width < 120 ? left - 6 : left + 6, y: y + 9, style: { text: play.title, verticalAlign: "middle", align: isLate && width < 120 ? "right" : "left", fill: token("accent"), overflow: "truncate", width: isLate && width < 120 ? left - box.left : Math.max(width, box.right - left) - 12, ...textStyle(12, 500) } },
    ];
  };

  // Hatched, so that a week without data is told from a quiet one without colour.
  const hatching = (left, width, box) => {
    const height = box.bottom - box.top;
    const lines = [];
    for (let at = 8; at < width + height; at += 8) {
      const x1 = Math.min(at, width);
      const y1 = Math.max(0, at - width);
      const x2 = Math.max(0, at - height);
      const y2 = Math.min(at, height);
      lines.push({ type: "line", silent: true, shape: { x1: left + x1, y1: box.top + y1, x2: left + x2, y2: box.top + y2 }, style: { stroke: token("line-2"), lineWidth: 1 } });
    }
    return lines;
  };

  const gapRect = (gap, box) => {
    const from = column(gap.from);
    const to = column(gap.to);
    const left = from.middle - from.half;
    const width = to.middle + to.half - left;
    return [
      { type: "rect", silent: true, shape: { x: left, y: box.top, width, height: box.bottom - box.top }, style: { fill: token("sunk") } },
      ...hatching(left, width, box),
      { type: "text", silent: true, x: left + width / 2, y: box.top + 24, style: { text: data.words.gap, align: "center", fill: token("ink-2"), ...textStyle(12) } },
    ];
  };

  const marks = (lanes, levels) => {
    const box = { left: 34, right: chart.getWidth() - 6, top: 14 + levels * 16, bottom: chart.getHeight() - 28 - lanes * 22 };
    chart.setOption({
      graphic: { elements: [
        ...data.gaps.flatMap((gap) => gapRect(gap, box)),
        ...data.stages.flatMap((stage) => stageMark(stage, box)),
        ...data.plays.flatMap((play) => playBar(play, box)),
      ] },
    }, { replaceMerge: ["graphic"] });
  };

  const draw = () => {
    const lanes = data.plays.reduce((most, play) => Math.max(most, play.lane + 1), 0);
    const levels = data.stages.reduce((most, stage) => Math.max(most, (stage.level || 0) + 1), 0);
    place.style.height = `${220 + lanes * 22 + levels * 16}px`;
    chart.resize();
    const narrow = place.clientWidth < 480;
    chart.setOption({
      animation: false,
      aria: { enabled: false },
      textStyle: { ...textStyle(12), color: token("ink-3") },
      grid: { left: 34, right: 6, top: 14 + levels * 16, bottom: 28 + lanes * 22 },
      tooltip: {
        trigger: "axis",
        confine: true,
        backgroundColor: token("card"),
        borderColor: token("line-2"),
        textStyle: { ...textStyle(12), color: token("ink") },
        valueFormatter: (value) => (value == null ? data.words.none : Number(value).toFixed(1)),
      },
      xAxis: {
        type: "category",
        data: data.weeks,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: token("line-2") } },
        axisLabel: { color: token("ink-3"), interval: narrow ? 7 : 3, hideOverlap: true },
      },
      yAxis: {
        type: "value",
        splitNumber: 3,
        axisLine: { show: false },
        axisLabel: { color: token("ink-3") },
        splitLine: { lineStyle: { color: token("line") } },
      },
      series: [
        ...data.series.map((series, i) => ({
          type: "bar",
          name: series.title,
          stack: "points",
          barCategoryGap: "24%",
          itemStyle: { color: token(shades[i]), borderColor: token("card"), borderWidth: 0.6, borderRadius: i === data.series.length - 1 ? [2, 2, 0, 0] : 0 },
          data: series.values,
        })),
      ],
    }, true);
    marks(lanes, levels);
  };

  legend();
  draw();
  let width = place.clientWidth;
  new ResizeObserver(() => {
    if (place.clientWidth === width) return;
    width = place.clientWidth;
    draw();
  }).observe(place);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
})();
