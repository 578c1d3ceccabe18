/// The page of ``GraphDescription/html(title:)``: its looks, its controls and the program that steps.
enum GraphPage {
    static let template = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>%TITLE%</title>
        <style>
        \(style)
        </style>
        </head>
        <body>
        <h1>%TITLE%</h1>
        <div class="bar">
        <div class="switch" role="group" aria-label="The order of the way back">
        <button id="right" aria-pressed="true">Topological order</button>
        <button id="naive" aria-pressed="false">Depth first, no order</button></div>
        <div class="steps"><button id="first" aria-label="To the start">|◀</button>
        <button id="before" aria-label="One step back">◀</button>
        <button id="play">Play</button>
        <button id="after" aria-label="One step on">▶</button>
        <button id="last" aria-label="To the end">▶|</button></div>
        <input id="slider" type="range" min="0" value="0" aria-label="Step"><span id="count" class="dim"></span>
        </div>
        <p id="say" aria-live="polite"></p>
        <div class="wide">
        %SVG%
        </div>
        <p class="key"><span class="swatch value"></span> value, forward
        <span class="swatch gradient"></span> gradient, back
        <span class="swatch local"></span> local derivative, on the edge
        <span class="swatch early"></span> passed on before all had arrived</p>
        <div class="wide"><table><thead><tr><th>Node</th><th>made by</th><th class="number">value</th>
        <th class="number">arrived</th><th class="number">gradient</th><th class="number" id="shouldHead">should be</th></tr></thead>
        <tbody id="rows"></tbody></table></div>
        <p id="verdict"></p>
        <noscript>Stepping needs JavaScript.</noscript>
        <script>
        const data = %DATA%;
        \(script)
        </script>
        </body>
        </html>

        """

    private static let style = """
        :root { --paper: #fdfcfa; --ink: #22252a; --dim: #61666e; --line: #dcd9d3; --card: #ffffff;
          --accent: #1f5fa8; --pass: #1b6e3c; --fail: #b3261e; --tint: #f1eee8; --back: #b4560b; }
        @media (prefers-color-scheme: dark) {
          :root { --paper: #16181c; --ink: #e4e5e7; --dim: #9aa0a8; --line: #363a41; --card: #1e2126;
            --accent: #83b6ee; --pass: #7ccf9a; --fail: #ff9a8f; --tint: #25292f; --back: #f0a868; }
        }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 70rem; background: var(--paper);
          color: var(--ink); font: 1.05rem/1.6 system-ui, -apple-system, "Segoe UI", sans-serif; }
        h1 { font-size: 2rem; line-height: 1.2; margin: 0.5rem 0 1.2rem; }
        .bar { display: flex; gap: 0.8rem 1.4rem; align-items: center; flex-wrap: wrap; }
        button { font: inherit; font-size: 0.95rem; color: var(--ink); background: var(--card); cursor: pointer;
          border: 1px solid var(--line); border-radius: 6px; padding: 0.3rem 0.8rem; }
        button:hover { border-color: var(--accent); }
        button:focus-visible, input:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
        .switch { display: flex; }
        .switch button:first-child { border-radius: 6px 0 0 6px; }
        .switch button:last-child { border-radius: 0 6px 6px 0; border-left: 0; }
        .switch button[aria-pressed=true] { background: var(--accent); color: var(--paper); border-color: var(--accent); }
        .switch #naive[aria-pressed=true] { background: var(--fail); border-color: var(--fail); }
        input[type=range] { flex: 1 1 10rem; accent-color: var(--accent); }
        #say { background: var(--tint); border-radius: 6px; padding: 0.7rem 1rem; min-height: 3.1rem; margin: 1.1rem 0; }
        #say b { font-family: ui-monospace, "SF Mono", "DejaVu Sans Mono", Menlo, monospace; font-weight: 600; }
        .wide { overflow-x: auto; margin: 1rem 0; }
        .dim { color: var(--dim); font-size: 0.95rem; font-variant-numeric: tabular-nums; }
        #graph { display: block; margin: 0 auto; max-width: 100%; height: auto; font-size: 15px; }
        .edge path { fill: none; stroke: var(--line); stroke-width: 2; marker-end: url(#tip); }
        .edge text { fill: var(--dim); font-size: 13px; text-anchor: middle; visibility: hidden; }
        .edge.known text { visibility: visible; }
        .edge.used path { stroke: var(--dim); }
        .edge.back path { stroke: var(--back); stroke-width: 2.5; marker-end: none; marker-start: url(#back); }
        .edge.now path { stroke-width: 4.5; }
        .edge.now text { fill: var(--back); font-weight: 700; }
        #tip path { fill: var(--dim); } #back path { fill: var(--back); }
        .node rect { fill: var(--card); stroke: var(--line); stroke-width: 1.5; }
        .node.now rect { stroke: var(--accent); stroke-width: 3.5; }
        .node.sends rect { stroke: var(--back); stroke-width: 3.5; }
        .node.early rect { stroke: var(--fail); stroke-dasharray: 6 4; stroke-width: 3; }
        .node text { fill: var(--ink); font-variant-numeric: tabular-nums; }
        .node .name { font-weight: 700; } .node .operation { text-anchor: end; fill: var(--dim); }
        .node .value { fill: var(--accent); } .node .gradient { fill: var(--back); }
        .node.early .gradient { fill: var(--fail); }
        .key { color: var(--dim); font-size: 0.95rem; }
        .swatch { display: inline-block; width: 0.8em; height: 0.8em; border-radius: 3px; margin: 0 0.25em 0 0.9em; }
        .swatch.value { background: var(--accent); } .swatch.gradient { background: var(--back); }
        .swatch.local { background: var(--dim); } .swatch.early { border: 2px dashed var(--fail); }
        .key .swatch:first-child { margin-left: 0; }
        table { border-collapse: collapse; font-size: 0.95rem; min-width: 60%; }
        th, td { padding: 0.3rem 1.4rem 0.3rem 0; text-align: left; border-bottom: 1px solid var(--line); }
        thead th { border-bottom: 2px solid var(--dim); white-space: nowrap; }
        .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        td.gradient { color: var(--back); } td.value { color: var(--accent); }
        .pass { color: var(--pass); } .fail { color: var(--fail); font-weight: 600; }
        """

    private static let script = """
        const $ = id => document.getElementById(id), nodes = data.nodes, last = nodes.length - 1;
        let mode = location.hash.includes("naive") ? "naive" : "right", at = 0, timer = null;
        const b = text => "<b>" + String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;") + "</b>";
        const steps = () => nodes.length + 1 + data[mode].length;
        // Of several numbers as much as a box holds: the shape or the first.
        const brief = (text, hasShape) => !text.startsWith("[") ? text
          : hasShape ? text.replace(/,[^\\]]*$/, " …") : text.replace(/^\\[.*\\] ([^,]*).*$/, "$1, …");

        // What is known after `count` steps.
        function state(count) {
          const s = { values: Math.min(count, nodes.length), gradients: {}, arrived: {}, sent: new Set(), early: new Set(), used: [] };
          if (count > nodes.length) { s.gradients[last] = "1"; }
          for (const t of data[mode].slice(0, Math.max(0, count - nodes.length - 1))) {
            s.arrived[t.to] = (s.arrived[t.to] || 0) + 1;
            s.gradients[t.to] = t.total;
            s.used.push(t);
            s.sent.add(t.from);
            if ((s.arrived[t.from] || 0) < nodes[t.from].uses) s.early.add(t.from);
          }
          return s;
        }

        function sentence(count, s) {
          if (count === 0) return "Forward first: each node is computed from its inputs. Then back: each node sends its gradient, times the local derivative, to each of its inputs.";
          if (count <= nodes.length) {
            const n = nodes[count - 1];
            if (!n.inputs.length) return `${b(n.name)} is given: ${b(n.value)}.`;
            const from = n.inputs.map(i => b(nodes[i].name)).join(" and ");
            return `${b(n.name)} is made of ${from} by ${b(n.operation)}: ${b(n.value)}.`;
          }
          if (count === nodes.length + 1) return `The way back begins at ${b(nodes[last].name)}: its derivative with respect to itself is ${b(1)}.`;
          const t = data[mode][count - nodes.length - 2], local = nodes[t.from].local[t.input];
          const sum = (s.arrived[t.to] || 0) > 1 ? "Added to what came before, that makes" : "It is the first to come; there is now";
          const how = local !== null ? `its gradient ${b(t.gradient)} times the local derivative ${b(local)}, that is ${b(t.amount)}` : b(t.amount);
          let text = `${b(nodes[t.from].name)} sends to ${b(nodes[t.to].name)} ${how}. ${sum} ${b(t.total)}.`;
          if (s.early.has(t.from)) text += ` <span class="fail">Too early: only ${s.arrived[t.from] || 0} of ${nodes[t.from].uses} parts of its own gradient had arrived.</span>`;
          return text;
        }

        function show() {
          const s = state(at), back = at - nodes.length - 2, now = back >= 0 ? data[mode][back] : null;
          document.querySelectorAll(".edge").forEach(e => e.setAttribute("class", "edge"));
          nodes.forEach((n, i) => {
            const g = $("n" + i), known = i < s.values;
            let name = "node";
            if (at === i + 1 || (at === nodes.length + 1 && i === last) || (now && now.to === i)) name += " now";
            if (now && now.from === i) name += " sends";
            if (s.early.has(i)) name += " early";
            g.setAttribute("class", name);
            g.querySelector(".value").textContent = known ? brief(n.value, true) : "";
            g.querySelector(".gradient").textContent = s.gradients[i] === undefined ? "" : "∂ " + brief(s.gradients[i], false);
            if (known) n.inputs.forEach((_, k) => $(`e${i}-${k}`).classList.add("used", "known"));
          });
          for (const t of s.used) $(`e${t.from}-${t.input}`).classList.add("back");
          if (now) $(`e${now.from}-${now.input}`).classList.add("now");
          $("say").innerHTML = sentence(at, s);
          const wrong = mode === "naive", atEnd = at === steps();
          $("shouldHead").hidden = !wrong;
          $("rows").innerHTML = nodes.map((n, i) => {
            const gradient = s.gradients[i] === undefined ? "" : s.gradients[i], bad = wrong && atEnd && gradient !== n.result;
            return `<tr><td>${b(n.name)}</td><td>${n.inputs.length ? b(n.operation) : "given"}</td><td class="number value">${i < s.values ? n.value : ""}</td>`
              + `<td class="number">${i === last ? "" : (s.arrived[i] || 0) + " of " + n.uses}</td>`
              + `<td class="number ${bad ? "fail" : "gradient"}">${gradient}</td>${wrong ? `<td class="number">${n.result}</td>` : ""}</tr>`;
          }).join("");
          $("verdict").innerHTML = !atEnd ? "" : verdict(wrong, s);
          $("count").textContent = `step ${at} of ${steps()}`;
          $("slider").max = steps(); $("slider").value = at;
          for (const m of ["right", "naive"]) $(m).setAttribute("aria-pressed", m === mode);
        }

        function verdict(wrong, s) {
          if (!wrong) return `<span class="pass">✓</span> Each node waited for all its parts: every gradient is the derivative of ${b(nodes[last].name)}.`;
          const bad = nodes.map((n, i) => i).filter(i => (s.gradients[i] === undefined ? "" : s.gradients[i]) !== nodes[i].result);
          if (!bad.length) return "Here the order does no harm: no node that is used twice had anything to pass on.";
          return `<span class="fail">✗</span> ` + bad.map(i => `${b(nodes[i].name)} has ${b(s.gradients[i])}, but its derivative is ${b(nodes[i].result)}`).join("; ")
            + ". What arrived after a node had sent was never passed on.";
        }

        function go(to) { at = Math.max(0, Math.min(steps(), to)); show(); }
        function stop() { clearInterval(timer); timer = null; $("play").textContent = "Play"; }
        $("first").onclick = () => { stop(); go(0); };
        $("before").onclick = () => { stop(); go(at - 1); };
        $("after").onclick = () => { stop(); go(at + 1); };
        $("last").onclick = () => { stop(); go(steps()); };
        $("slider").oninput = e => { stop(); go(+e.target.value); };
        $("play").onclick = () => {
          if (timer) return stop();
          if (at === steps()) go(0);
          $("play").textContent = "Pause";
          timer = setInterval(() => { go(at + 1); if (at === steps()) stop(); }, 1100);
        };
        for (const m of ["right", "naive"]) $(m).onclick = () => { mode = m; stop(); go(Math.min(at, steps())); };
        document.onkeydown = e => {
          if (e.target.tagName === "INPUT") return;
          if (e.key === "ArrowRight") { stop(); go(at + 1); } else if (e.key === "ArrowLeft") { stop(); go(at - 1); }
        };
        const wanted = location.hash.match(/step=([0-9]+)/);
        go(wanted ? +wanted[1] : location.hash.includes("end") ? steps() : 0);
        """
}
