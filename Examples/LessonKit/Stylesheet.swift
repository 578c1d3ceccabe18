extension HTML {
    /// The looks of every page, in light and in dark, on a wide and on a narrow screen.
    static let stylesheet = """
        :root { --paper: #fdfcfa; --ink: #22252a; --dim: #61666e; --line: #dcd9d3; --card: #ffffff;
          --accent: #1f5fa8; --pass: #1b6e3c; --fail: #b3261e; --tint: #f1eee8; }
        @media (prefers-color-scheme: dark) {
          :root { --paper: #16181c; --ink: #e4e5e7; --dim: #9aa0a8; --line: #363a41; --card: #1e2126;
            --accent: #83b6ee; --pass: #7ccf9a; --fail: #ff9a8f; --tint: #25292f; }
        }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 50rem; background: var(--paper);
          color: var(--ink); font: 1.05rem/1.6 system-ui, -apple-system, "Segoe UI", sans-serif; }
        body.index { max-width: 70rem; }
        h1 { font-size: 2rem; line-height: 1.2; margin: 0.5rem 0; }
        h2 { font-size: 1.3rem; margin: 2.4rem 0 0.6rem; padding-top: 0.6rem; border-top: 1px solid var(--line); }
        a { color: var(--accent); }
        a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
        code, pre, .measured { font-family: ui-monospace, "SF Mono", "DejaVu Sans Mono", Menlo, monospace; }
        code { font-size: 0.92em; background: var(--tint); padding: 0.08em 0.3em; border-radius: 4px; }
        pre { overflow-x: auto; padding: 0.8rem 1rem; font-size: 0.95rem; line-height: 1.5; border-radius: 6px; }
        pre.formula { border-left: 4px solid var(--accent); background: none; padding: 0.3rem 1rem; }
        pre.code { background: var(--tint); }
        pre code { background: none; padding: 0; }
        .wide { overflow-x: auto; margin: 1rem 0; }
        table { border-collapse: collapse; font-size: 0.95rem; min-width: 50%; }
        th, td { padding: 0.3rem 0.9rem 0.3rem 0; text-align: left; border-bottom: 1px solid var(--line); }
        thead th { border-bottom: 2px solid var(--dim); white-space: nowrap; }
        .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        figure { margin: 1.4rem 0; }
        figure svg { display: block; width: 100%; height: auto; border: 1px solid var(--line); border-radius: 8px; }
        figcaption { margin-top: 0.4rem; color: var(--dim); font-size: 0.95rem; }
        .see { background: var(--tint); border-radius: 6px; padding: 0.7rem 1rem; }
        .dim { color: var(--dim); }
        .checks .dim { white-space: nowrap; }
        .topics { color: var(--dim); list-style: none; padding: 0; margin: 0.4rem 0 1.2rem; font-size: 0.95rem; }
        .checks { list-style: none; padding: 0; }
        .checks li { margin: 0.25rem 0; }
        .pass > b, b.pass { color: var(--pass); }
        .fail > b, b.fail { color: var(--fail); }
        nav { display: flex; gap: 1rem; flex-wrap: wrap; justify-content: space-between; font-size: 0.95rem; }
        nav.foot { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); }
        .cards { display: grid; gap: 1.2rem; grid-template-columns: repeat(auto-fill, minmax(18rem, 1fr)); }
        .card { display: flex; flex-direction: column; background: var(--card); border: 1px solid var(--line);
          border-radius: 10px; overflow: hidden; color: inherit; text-decoration: none; }
        .card:hover { border-color: var(--accent); }
        .card .cover { aspect-ratio: 3 / 2; border-bottom: 1px solid var(--line); }
        .card .cover svg { display: block; width: 100% !important; height: 100% !important; }
        .card .words { padding: 0.8rem 1rem 1rem; }
        .card h3 { margin: 0 0 0.3rem; font-size: 1.1rem; color: var(--accent); }
        .card p { margin: 0.2rem 0; font-size: 0.95rem; line-height: 1.45; }
        """
}
