/// How a report looks.
enum ProfileStyle {
    static let sheet = """
        :root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--paper:#f5f6f8;--card:#fff;--line:#dfe3e8;--accent:#2463a8;\
        --warn:#9a3412;--warnback:#fde8dc;--note:#334e68;--noteback:#e4ecf4}
        @media (prefers-color-scheme:dark){:root{--ink:#e6e9ee;--soft:#9aa5b3;--paper:#12161c;--card:#1b2129;--line:#323b47;\
        --accent:#7fb4ec;--warn:#ffc9a6;--warnback:#53280f;--note:#c3d5e8;--noteback:#26384b}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
        header,main{max-width:1040px;margin:0 auto;padding:0 20px}
        header{padding-top:28px}
        h1{font-size:26px;margin:0 0 14px;overflow-wrap:anywhere}
        h2{font-size:19px;margin:0 0 10px}
        h3{font-size:17px;margin:0 0 8px;overflow-wrap:anywhere}
        small{color:var(--soft);font-weight:400;margin-left:6px}
        a{color:var(--accent);text-decoration:none}
        a:hover{text-decoration:underline}
        section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:18px 20px;margin:18px 0}
        .tiles{display:flex;flex-wrap:wrap;gap:12px}
        .tile{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:10px 16px;min-width:140px}
        .tile b{display:block;font-size:21px;font-variant-numeric:tabular-nums}
        .tile span,.quiet{color:var(--soft)}
        .wide{overflow-x:auto}
        table{border-collapse:collapse;width:100%}
        th{text-align:left;color:var(--soft);font-weight:600}
        td,th{padding:4px 14px 4px 0;border-bottom:1px solid var(--line);vertical-align:top;white-space:nowrap}
        .n{text-align:right;font-variant-numeric:tabular-nums}
        .none{color:var(--soft);font-style:italic}
        .bar{display:inline-block;width:70px;height:8px;border-radius:4px;background:var(--noteback);overflow:hidden}
        .bar i{display:block;height:100%;background:var(--accent)}
        .badge{display:inline-block;border-radius:6px;padding:0 7px;font-size:12.5px;white-space:nowrap}
        .warn{background:var(--warnback);color:var(--warn)}
        .note{background:var(--noteback);color:var(--note)}
        .warnings{list-style:none;margin:0 0 8px;padding:0}
        .warnings li{margin:3px 0;overflow-wrap:anywhere}
        .split{display:flex;flex-wrap:wrap;gap:24px;align-items:flex-start}
        .facts{flex:1 1 300px;min-width:0}
        .figure{flex:0 1 460px;min-width:0}
        .figure svg,.wide svg{max-width:100%;height:auto}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:1px 16px;margin:0}
        dt{color:var(--soft)}
        dd{margin:0;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
        .top{margin-top:12px}
        .top td{white-space:normal;overflow-wrap:anywhere}
        .top td.n{white-space:nowrap}
        @media print{section{break-inside:avoid}}
        """
}
