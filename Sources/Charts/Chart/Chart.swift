/// A chart: layers in the order they are drawn, on two axes. Colours tell layers apart, and never alone: lines have
/// dashes and direct labels, points have shapes. Drawn as SVG here, so that a page needs no script, no network and no
/// browser to be made, and has the same bytes on every system.
public struct Chart: Sendable {
    /// One axis.
    public struct Axis: Sendable {
        /// What it measures, with its unit.
        public var name: String
        /// What it counts in.
        public var unit: AxisUnit
        /// Values that have to be on it, such as 0.
        public var includes: [Double]
        /// Values beyond which it never reaches; what lies outside is drawn at its edge.
        public var limits: ClosedRange<Double>?

        /// An axis that fits what is drawn.
        public init(
            _ name: String, unit: AxisUnit = .number, includes: [Double] = [], limits: ClosedRange<Double>? = nil
        ) {
            self.name = name
            self.unit = unit
            self.includes = includes
            self.limits = limits
        }
    }

    /// A layer.
    public enum Layer: Sendable {
        /// A line, with gaps where it has no height.
        case line(Line)
        /// Single points.
        case points(Points)
        /// A horizontal range.
        case band(Band)
    }

    /// A number above the chart that leads to something else, such as the step at this time.
    public struct Mark: Sendable {
        /// Along the horizontal axis.
        public var x: Double
        /// What stands there.
        public var label: String

        /// A mark.
        public init(x: Double, label: String) {
            self.x = x
            self.label = label
        }
    }

    /// What it shows.
    public var title: String
    /// What to see in it, in a sentence or two; stands below it.
    public var caption: String
    /// From left to right.
    public var xAxis: Axis
    /// From bottom to top.
    public var yAxis: Axis
    /// What is drawn, bottom to top.
    public var layers: [Layer]
    /// Numbers above the plot.
    public var marks: [Mark] = []
    /// Whether it takes half the width of the page where there is room.
    public var isHalf = false

    /// A chart.
    public init(title: String, caption: String, xAxis: Axis, yAxis: Axis, layers: [Layer]) {
        self.title = title
        self.caption = caption
        self.xAxis = xAxis
        self.yAxis = yAxis
        self.layers = layers
    }
}

extension Chart {
    /// A line.
    public struct Line: Sendable {
        /// How neighbouring points are joined.
        public enum Shape: Sendable {
            /// Straight.
            case straight
            /// The height holds until the next point: a value that a contract keeps.
            case steps
        }

        /// What stands at its end; empty for no label.
        public var name: String
        /// From left to right, unless it is a path.
        public var points: [ChartPoint]
        /// Its colour and dashes.
        public var style: SeriesStyle
        /// How neighbouring points are joined.
        public var shape: Shape
        /// Whether its points have dots of their own.
        public var hasDots = false

        /// A line.
        public init(_ name: String, _ points: [ChartPoint], style: SeriesStyle, shape: Shape = .straight) {
            self.name = name
            self.points = points
            self.style = style
            self.shape = shape
        }
    }

    /// Points of one kind.
    public struct Points: Sendable {
        /// A point.
        public struct Point: Sendable {
            /// Where.
            public var x: Double
            /// Where.
            public var y: Double
            /// How far it may lie to the sides.
            public var xInterval: ClosedRange<Double>?
            /// How far it may lie up and down.
            public var yInterval: ClosedRange<Double>?
            /// What stands beside it, where there is room.
            public var label = ""
            /// What shows when it is pointed at.
            public var hint = ""
            /// Whether it stands back.
            public var isFaded = false

            /// A point.
            public init(x: Double, y: Double) {
                self.x = x
                self.y = y
            }
        }

        /// The shape of a point.
        public enum Shape: Sendable, CaseIterable {
            /// The four shapes.
            case circle, square, triangle, diamond
        }

        /// What they are, for a reader who does not see them.
        public var name: String
        /// The points; those that come first get their labels first.
        public var points: [Point]
        /// Their colour.
        public var style: SeriesStyle
        /// Their shape.
        public var shape: Shape

        /// Points of one kind.
        public init(_ name: String, _ points: [Point], style: SeriesStyle, shape: Shape = .circle) {
            self.name = name
            self.points = points
            self.style = style
            self.shape = shape
        }
    }

    /// A horizontal range.
    public struct Band: Sendable {
        /// What it means.
        public var name: String
        /// From where to where; infinite for the edge of the chart.
        public var range: ClosedRange<Double>

        /// A band.
        public init(_ name: String, _ range: ClosedRange<Double>) {
            self.name = name
            self.range = range
        }
    }
}

/// How a series looks.
public struct SeriesStyle: Hashable, Sendable {
    /// Which of the eight colours, from 0; more wrap around.
    public var color: Int
    /// Which of the dashes, from 0 for none; more wrap around.
    public var dash: Int
    /// Its width.
    public var width: Double
    /// Whether it is context: grey and thin, without a label.
    public var isFaded: Bool

    /// A style; without dashes unless they are said.
    public init(_ color: Int, dash: Int = 0, width: Double = 2, isFaded: Bool = false) {
        self.color = color
        self.dash = dash
        self.width = width
        self.isFaded = isFaded
    }

    /// Grey and thin.
    public static let faded = SeriesStyle(0, width: 1, isFaded: true)
    /// A limit: dark and dashed.
    public static let limit = SeriesStyle(7, dash: 1, width: 1.5)

    static let dashes = ["", "6 4", "2 3", "9 3 2 3", "12 4", "4 2 1 2 1 2"]

    var attributes: HTML {
        let dash = Self.dashes[dash % Self.dashes.count]
        let color: HTML = isFaded ? "faded" : "c\(color % 8)"
        return dash.isEmpty
            ? "class=\"\(color)\" stroke-width=\"\(width)\""
            : "class=\"\(color)\" stroke-width=\"\(width)\" stroke-dasharray=\"\(dash)\""
    }
}
