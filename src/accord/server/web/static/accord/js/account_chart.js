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

  const stageMark = (params, api) => {
    const stage = data.stages[params.dataIndex];
    const [x] = api.coord([stage.week, 0]);
    const left = x - api.size([1, 0])[0] / 2;
    const box = params.coordSys;
    const isLate = left > box.x + box.width - 70;
    const y = box.y - 10 - (stage.level || 0) * 16;
    return {
      type: "group",
      silent: true,
      children: [
        { type: "line", shape: { x1: left, x2: left, y1: y + 8, y2: box.y + box.height }, style: { stroke: token("ink"), lineWidth: 0.8 } },
        { type: "polygon", shape: { points: [[left, y - 4], [left + 4, y], [left, y + 4], [left - 4, y]] }, style: { fill: token("ink") } },
        { type: "text", x: isLate ? left - 8 : left + 8, y, style: { text: stage.title, align: isLate ? "right" : "left", verticalAlign: "middle", fill: token("ink"), ...textStyle(12, 500) } },
      ],
    };
  };

  const playBar = (lanes) => (params, api) => {
    const play = data.plays[params.dataIndex];
    const half = api.size([1, 0])[0] / 2;
    const left = api.coord([play.from, 0])[0] - half;
    const right = api.coord([play.to, 0])[0] + half;
    const box = params.coordSys;
    const y = box.y + box.height + 30 + play.lane * 22;
    const isHeldOut = play.is_held_out;
    return {
      type: "group",
      silent: true,
      children: [
        { type: "rect", shape: { x: left, y, width: Math.max(8, right - left), height: 17, r: 3 }, style: { fill: isHeldOut ? "none" : token("accent-soft"), stroke: token(isHeldOut ? "control" : "accent-line"), lineWidth: 1, lineDash: isHeldOut ? [3, 2] : null } },
        { type: "text", x: Math.min(left + 6, box.x + box.width - 4), y: y + 9, style: { text: play.title, verticalAlign: "middle", align: left + 90 > box.x + box.width ? "right" : "left", fill: token("accent"), overflow: "truncate", width: Math.max(70, right - left - 10), ...textStyle(12, 500) } },
      ],
    };
  };

  const gapRect = (params, api) => {
    const gap = data.gaps[params.dataIndex];
    const half = api.size([1, 0])[0] / 2;
    const left = api.coord([gap.from, 0])[0] - half;
    const width = api.coord([gap.to, 0])[0] + half - left;
    const box = params.coordSys;
    return {
      type: "group",
      silent: true,
      children: [
        { type: "rect", shape: { x: left, y: box.y, width, height: box.height }, style: { fill: token("sunk"), decal: null } },
        { type: "text", x: left + width / 2, y: box.y + 24, style: { text: data.words.gap, align: "center", fill: token("ink-2"), ...textStyle(12) } },
      ],
    };
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
        { type: "custom", silent: true, tooltip: { show: false }, renderItem: gapRect, data: data.gaps.map((gap) => [gap.from, 0]), z: 1 },
        { type: "custom", silent: true, tooltip: { show: false }, renderItem: stageMark, data: data.stages.map((stage) => [stage.week, 0]), clip: false, z: 5 },
        { type: "custom", silent: true, tooltip: { show: false }, renderItem: playBar(lanes), data: data.plays.map((play) => [play.from, 0]), clip: false, z: 5 },
      ],
    }, true);
  };

  legend();
  draw();
  new ResizeObserver(() => chart.resize()).observe(place);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
})();
