/// A self-contained page: one file, nothing from elsewhere, readable on paper, in the dark and on a phone.
public struct Page: Sendable {
    /// A part with a heading, reachable from the list of contents.
    public struct Section: Sendable {
        /// What no other section is called: letters, digits and hyphens.
        public var id: String
        /// Its heading.
        public var title: String
        /// What it holds.
        public var body: HTML

        /// A section.
        public init(id: String, title: String, body: HTML) {
            self.id = id
            self.title = title
            self.body = body
        }
    }

    /// Its heading, and the name of its tab.
    public var title: String
    /// What stands above the first section.
    public var lead: HTML
    /// Its parts in order.
    public var sections: [Section]
    /// What made it, at its foot.
    public var maker: String

    /// A page.
    public init(title: String, lead: HTML, sections: [Section], maker: String) {
        self.title = title
        self.lead = lead
        self.sections = sections
        self.maker = maker
    }

    /// The complete file.
    public var html: String {
        let contents = sections.map { "<li><a href=\"#\($0.id)\">\($0.title)</a></li>" as HTML }
        let parts = sections.map { section -> HTML in
            """
            <section id="\(section.id)" aria-labelledby="\(section.id)-h"><h2 id="\(section.id)-h">\(section.title)</h2>
            \(section.body)</section>

            """
        }
        let page: HTML = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <link rel="icon" href="data:,">
            <title>\(title)</title>
            <style>\(Self.style)</style></head>
            <body><header><h1>\(title)</h1>
            \(lead)</header>
            <nav aria-label="Contents"><ul>\(HTML(contents))</ul></nav>
            <main>
            \(HTML(parts))</main>
            <footer>\(maker)</footer>
            <script>\(Self.script)\(Self.chartScript)</script>
            </body></html>

            """
        return page.text
    }

    /// A table in a box of its own, which scrolls where it is wider than the page.
    ///
    /// - Parameters:
    ///   - label: What it is, for those who don't see it.
    ///   - header: The heads of its columns.
    ///   - rows: The cells, row by row.
    ///   - numeric: Which columns hold numbers.
    public static func table(label: String, header: [String], rows: [[HTML]], numeric: Set<Int>) -> HTML {
        let heads = header.enumerated().map { index, text -> HTML in
            numeric.contains(index) ? "<th scope=\"col\" class=\"r\">\(text)</th>" : "<th scope=\"col\">\(text)</th>"
        }
        let lines = rows.map { row -> HTML in
            let cells = row.enumerated().map { index, cell -> HTML in
                if index == 0 { return "<th scope=\"row\">\(cell)</th>" }
                return numeric.contains(index) ? "<td class=\"r\">\(cell)</td>" : "<td>\(cell)</td>"
            }
            return "<tr>\(HTML(cells))</tr>\n"
        }
        return """
            <div class="scroll" role="region" tabindex="0" aria-label="\(label)">\
            <table><thead><tr>\(HTML(heads))</tr></thead>
            <tbody>\(HTML(lines))</tbody></table></div>

            """
    }
}
