namespace MediaClusters.LoadTests.Reporting.Html;

internal static class HtmlStyle
{
    /// <summary>Without the signs that HTML reads otherwise than XML does: less, greater, ampersand. Neighbouring colours of lines differ in lightness too.</summary>
    public const string Text = """

        :root {
          color-scheme: light dark;
          --paper: #ffffff; --ink: #1b1f24; --faint: #59636e; --rule: #d5dae0; --shade: #f4f6f8;
          --bar: #1f5fbf; --yardstick: #b58a2a; --met: #1a7f37; --missed: #b3261e; --on: #ffffff; --link: #0a53be;
          --c0: #0b3c8c; --c1: #e07a1f; --c2: #14532d; --c3: #c084fc; --c4: #7f1d1d; --c5: #2aa7bf; --c6: #4b5563; --c7: #d63384;
        }
        @media screen and (prefers-color-scheme: dark) {
          :root {
            --paper: #14181d; --ink: #e6eaef; --faint: #9aa5b1; --rule: #343c46; --shade: #1d232a;
            --bar: #5b9bf0; --yardstick: #d9b45a; --met: #3fb058; --missed: #f2746b; --on: #10141a; --link: #82b4ff;
            --c0: #a9cdff; --c1: #e07a1f; --c2: #b7f0c4; --c3: #9d5cf0; --c4: #ffb3ad; --c5: #1f93ab; --c6: #d5dae0; --c7: #d63384;
          }
        }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 62rem; padding: 1.5rem; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", "DejaVu Sans", "Liberation Sans", sans-serif; }
        h1, h2, p, li, figcaption { overflow-wrap: anywhere; }
        h1 { line-height: 1.2; margin: 0 0 1rem; }
        h2 { margin: 2.5rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--rule); }
        p { max-width: 46rem; }
        a { color: var(--link); }
        nav ul { columns: 2 18rem; margin: 1rem 0; padding: .75rem 1rem .75rem 2rem; background: var(--shade); border-radius: 6px; }
        .table { overflow-x: auto; margin: 1rem 0; }
        table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; min-width: min(100%, 20rem); }
        caption { text-align: left; color: var(--faint); padding-bottom: .25rem; }
        th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--rule); max-width: 22rem; overflow-wrap: break-word; }
        th { font-weight: 600; }
        thead th { color: var(--faint); font-weight: 500; vertical-align: bottom; }
        tbody th { min-width: 8rem; }
        .number { text-align: right; white-space: nowrap; }
        .bad { color: var(--missed); font-weight: 700; }
        .failures { color: var(--missed); }
        figure { margin: 1.25rem 0; break-inside: avoid; }
        figcaption { font-weight: 600; font-size: .9rem; margin-bottom: .35rem; }
        .goals { display: flex; flex-direction: column-reverse; }
        .multiples { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr)); gap: 1rem; }
        .multiples figure { margin: 0; }
        .multiples figcaption { font-weight: 500; }
        .chart { display: block; width: 100%; max-width: 56rem; height: auto; }
        .multiples .chart { max-width: 30rem; }
        .chart text { font-size: 13px; fill: var(--ink); }
        .chart .tick, .chart .faint { fill: var(--faint); }
        .chart .strong { font-weight: 600; }
        .chart .halo { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
        .grid { stroke: var(--rule); stroke-width: 1; }
        .axis { stroke: var(--faint); stroke-width: 1; }
        .bar { fill: var(--bar); }
        .yardstick { fill: var(--yardstick); }
        .met { fill: var(--met); }
        .missed { fill: var(--missed); }
        .verdict { fill: none; stroke: var(--on); stroke-width: 4; stroke-linecap: round; stroke-linejoin: round; }
        .failure { fill: none; stroke: var(--missed); stroke-width: 1.8; }
        .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
        .rate { stroke: var(--bar); stroke-width: 1.5; }
        .late { stroke: var(--yardstick); stroke-width: 1.5; }
        .rate.dot { fill: var(--bar); }
        .late.dot { fill: var(--yardstick); }
        .c0 { stroke: var(--c0); } .c1 { stroke: var(--c1); } .c2 { stroke: var(--c2); } .c3 { stroke: var(--c3); }
        .c4 { stroke: var(--c4); } .c5 { stroke: var(--c5); } .c6 { stroke: var(--c6); } .c7 { stroke: var(--c7); }
        .mark.c0 { fill: var(--c0); } .mark.c1 { fill: var(--c1); } .mark.c2 { fill: var(--c2); } .mark.c3 { fill: var(--c3); }
        .mark.c4 { fill: var(--c4); } .mark.c5 { fill: var(--c5); } .mark.c6 { fill: var(--c6); } .mark.c7 { fill: var(--c7); }
        .d1 { stroke-dasharray: 7 4; }
        .d2 { stroke-dasharray: 2 4; }
        .legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: .5rem 0 0; padding: 0; font-size: .85rem; }
        .legend li { display: flex; gap: .5rem; align-items: baseline; max-width: 100%; }
        .swatch { flex: none; width: 40px; height: 12px; }
        @media (max-width: 52rem) {
          table { font-size: .75rem; }
          th, td { padding: .25rem .3rem; }
          tbody th { min-width: 5rem; }
        }
        @media print {
          table { font-size: 7.5pt; }
          .multiples { grid-template-columns: 1fr 1fr; }
          body { max-width: none; padding: 0; font-size: 10.5pt; }
          tr, figure, li { break-inside: avoid; }
          h2 { break-after: avoid; }
          * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        }

        """;
}
