extension Page {
    /// The eight colours of series, darker for light pages and lighter for dark ones: told apart by the colour-blind
    /// (after Okabe and Ito), with a contrast of at least 4.5 to 1 on their background, as labels need.
    static let lightColors = [
        "#005fa3", "#b14a00", "#00705a", "#8f3a84", "#6b5a00", "#1c6f8c", "#8a4b2d", "#3d4a56",
    ]
    static let darkColors = [
        "#6cb8ff", "#ffa35c", "#3fd6b0", "#e39ad8", "#e8cf52", "#7fd3ee", "#e0ab8c", "#c3ccd6",
    ]
    static let lightGround = "#ffffff"
    static let darkGround = "#14181d"

    private static func variables(_ colors: [String]) -> String {
        colors.enumerated().map { "--c\($0):\($1)" }.joined(separator: ";")
    }

    private static let lightScheme = """
        --ground:\(lightGround);--raised:#f4f6f8;--ink:#1b2127;--quiet:#566270;--rule:#d5dbe1;--grid:#e7ebef;\
        --faded:#a3adb8;--band:#b14a0022;--shade:#1b212738;\
        --bad:#a8201a;--good:#0b6b3a;--link:#0a5aa6;\(variables(lightColors))
        """
    private static let darkScheme = """
        --ground:\(darkGround);--raised:#1d232a;--ink:#e8edf2;--quiet:#a7b3bf;--rule:#3a444f;--grid:#2a323b;\
        --faded:#66727f;--band:#ffa35c2b;--shade:#00000090;\
        --bad:#ff8f87;--good:#6fdc9c;--link:#7cc0ff;\(variables(darkColors))
        """

    /// Everything the page looks like. Paper is always light.
    static let style = HTML(
        stringLiteral: """

            :root{\(lightScheme)}
            @media screen and (prefers-color-scheme:dark){:root{\(darkScheme)}}
            \(layout)
            \(charts)
            \(steps)
            \(paper)

            """ + (0..<8).map { ".c\($0){color:var(--c\($0))}" }.joined() + "\n")

    private static let layout = """
        *{box-sizing:border-box}
        html{background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,"Segoe UI",Roboto,sans-serif;\
        -webkit-text-size-adjust:100%;scroll-padding-top:3rem}
        body{max-width:960px;margin:0 auto;padding:1.5rem 1.25rem 3rem}
        h1{font-size:1.75rem;line-height:1.2;margin:0 0 .5rem;overflow-wrap:anywhere}
        h2{font-size:1.3rem;line-height:1.3;margin:2.5rem 0 .5rem;overflow-wrap:anywhere}
        h3{font-size:1rem;margin:0 0 .25rem;overflow-wrap:anywhere}
        p{margin:.5rem 0;max-width:70ch;overflow-wrap:anywhere}
        a{color:var(--link)}
        :focus-visible{outline:2px solid var(--link);outline-offset:2px}
        .facts{color:var(--quiet);font-size:.9rem;max-width:none}
        .bad{color:var(--bad)}.good{color:var(--good)}
        nav{position:sticky;top:0;z-index:1;background:var(--ground);border-bottom:1px solid var(--rule);\
        margin-top:1rem}
        nav ul{display:flex;gap:1.1rem;list-style:none;margin:0;padding:.5rem 0;overflow-x:auto;font-size:.9rem;\
        white-space:nowrap}
        .scroll{overflow-x:auto;max-width:100%;margin:.5rem 0;\
        background:linear-gradient(to right,var(--ground) 40%,transparent) left/2.5rem 100% no-repeat local,\
        linear-gradient(to left,var(--ground) 40%,transparent) right/2.5rem 100% no-repeat local,\
        linear-gradient(to right,var(--shade),transparent) left/.9rem 100% no-repeat scroll,\
        linear-gradient(to left,var(--shade),transparent) right/.9rem 100% no-repeat scroll}
        .scroll.more::before{content:"scroll sideways \\2192";position:sticky;left:0;display:block;width:max-content;\
        color:var(--quiet);font-size:.8rem}
        table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums}
        th,td{text-align:left;padding:.3rem .9rem .3rem 0;border-bottom:1px solid var(--rule);vertical-align:top;\
        white-space:nowrap}
        thead th{color:var(--quiet);font-weight:600}
        tbody th{font-weight:600}
        .r{text-align:right}
        .n{font-variant-numeric:tabular-nums}.n i{font-style:normal;font-size:.78em;color:var(--quiet)}
        footer{margin-top:3rem;color:var(--quiet);font-size:.85rem}
        .charts{display:flex;flex-wrap:wrap;gap:0 1.25rem}
        """

    private static let charts = """
        figure{margin:1.25rem 0 .5rem;min-width:0}
        figure.full{flex:0 0 100%}figure.half{flex:1 1 45%}
        figcaption{color:var(--quiet);font-size:.85rem;max-width:75ch;overflow-wrap:anywhere}
        svg{display:block;width:100%;height:auto;overflow:hidden}
        svg.narrow{display:none}
        svg text{font:12px system-ui,"Segoe UI",Roboto,sans-serif;fill:var(--quiet);font-variant-numeric:tabular-nums}
        svg text.label{fill:currentColor;font-weight:600;paint-order:stroke;stroke:var(--ground);stroke-width:3px;\
        stroke-linejoin:round}
        svg text.label:not([class*=" c"]){fill:var(--ink);font-weight:400}
        svg text.mark{font-size:11px}
        svg path{fill:none;stroke:currentColor;stroke-linejoin:round}
        svg .grid{stroke:var(--grid)}svg .axis{stroke:var(--rule)}
        svg .leader{stroke:var(--faded);stroke-dasharray:1 3}
        svg .faded{color:var(--faded)}
        svg .band{fill:var(--band)}
        svg .dots path,svg .dots circle{fill:currentColor;stroke:var(--ground);stroke-width:1.5}
        svg .dots .back{fill-opacity:.35}
        svg .dots .interval{stroke:currentColor;stroke-opacity:.6;fill:none}
        figure.chart svg{touch-action:pan-y;cursor:crosshair}
        svg .over{pointer-events:none}svg .cross{stroke:var(--quiet);stroke-dasharray:2 2}
        svg circle{fill:currentColor;stroke:var(--ground);stroke-width:1.5}
        svg .brush{fill:var(--link);fill-opacity:.15}
        .values{font-size:.85rem;color:var(--quiet);margin:.25rem 0;max-width:none;min-height:1.3em;\
        font-variant-numeric:tabular-nums}
        figure.chart>button{font-size:.8rem}
        @media (max-width:640px){html{font-size:15px}body{padding:1rem .9rem 2rem}
        figure.half{flex-basis:100%}svg.wide,svg.half{display:none}svg.narrow{display:block}}
        """

    private static let steps = """
        .tools{display:flex;flex-wrap:wrap;gap:.5rem 1.25rem;align-items:center;font-size:.9rem;margin:.5rem 0}
        button{font:inherit;color:var(--ink);background:var(--raised);border:1px solid var(--rule);border-radius:4px;\
        padding:.2rem .7rem;cursor:pointer}
        details{border-bottom:1px solid var(--rule)}
        summary{display:grid;grid-template-columns:1.1rem 2.6rem 9rem 6rem minmax(0,1fr) auto;gap:.6rem;\
        padding:.4rem 0;cursor:pointer;list-style:none;font-size:.9rem;align-items:baseline}
        summary::-webkit-details-marker{display:none}
        summary::before{content:"+";color:var(--quiet)}
        details[open]>summary::before{content:"\\2212"}
        summary:hover{background:var(--raised)}
        summary .no{text-align:right;font-variant-numeric:tabular-nums;color:var(--quiet)}
        summary .when{color:var(--quiet);font-variant-numeric:tabular-nums}
        summary .who,summary .what,summary .how{overflow-wrap:anywhere;min-width:0}
        summary .how{max-width:20rem;text-align:right}
        .detail{padding:.25rem 0 1rem 1.7rem}
        .why{border:0;margin-top:.8rem}
        .why>summary{display:block;color:var(--quiet);font-size:.85rem;font-weight:600}
        .why>summary::before{margin-right:.5rem}
        .why pre{font:.75rem/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;margin:.25rem 0;\
        width:max-content}
        .detail h4{font-size:.85rem;margin:.8rem 0 .2rem;color:var(--quiet);font-weight:600;overflow-wrap:anywhere}
        .detail table{font-size:.8125rem}
        #steps:has(#only-reverts:checked) details.ok{display:none}
        @media (max-width:640px){summary{grid-template-columns:1rem 2rem auto minmax(0,1fr);gap:0 .6rem}
        summary .what,summary .how{grid-column:3/5;text-align:left;max-width:none}
        .detail{padding-left:.5rem}}
        """

    private static let paper = """
        @media print{@page{margin:15mm}html{font-size:10.5pt}body{max-width:none;padding:0}
        nav,.tools,.values,figure.chart>button,.scroll.more::before{display:none}.scroll{background:none}
        svg.wide,svg.half{display:block}svg.narrow{display:none}
        figure,tr,summary{break-inside:avoid}h2,h3,h4{break-after:avoid}
        .scroll{overflow:visible}th,td{white-space:normal;overflow-wrap:anywhere}
        figure.half{flex:1 1 45%}a{color:inherit;text-decoration:none}}
        """

    /// Opens and closes all foldable parts. Without scripts the button is not there, and nothing else is missing.
    static let script: HTML = """
        document.querySelectorAll("button[data-all]").forEach(function(button){button.hidden=false;\
        button.addEventListener("click",function(){var open=button.getAttribute("aria-expanded")!=="true";\
        button.setAttribute("aria-expanded",open);button.textContent=open?"Close all":"Open all";\
        button.closest("section").querySelectorAll("details:not(.why)").forEach(function(part){part.open=open})})});
        """
}
