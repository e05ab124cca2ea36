/// A rule of SPEC.md. The raw value is its id there, the first word of its heading.
public enum Rule: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    /// Numbers.
    case n1 = "N1", n2 = "N2", n3 = "N3", n4 = "N4", n5 = "N5", n6 = "N6", n7 = "N7", n8 = "N8", n9 = "N9"
    case n10 = "N10", n11 = "N11"
    /// The pool.
    case p1 = "P1", p2 = "P2", p3 = "P3", p4 = "P4", p5 = "P5", p6 = "P6", p7 = "P7", p8 = "P8", p9 = "P9"
    case p10 = "P10", p11 = "P11", p12 = "P12", p13 = "P13", p14 = "P14", p15 = "P15", p16 = "P16", p17 = "P17"
    case p18 = "P18", p19 = "P19", p20 = "P20"
    /// The oracle.
    case o1 = "O1", o2 = "O2", o3 = "O3"
    /// Money.
    case m1 = "M1", m2 = "M2", m3 = "M3", m4 = "M4", m5 = "M5", m6 = "M6", m7 = "M7"
    case m8 = "M8", m9 = "M9"
    /// The clearing house.
    case c1 = "C1", c2 = "C2", c3 = "C3", c4 = "C4", c5 = "C5", c6 = "C6", c7 = "C7", c8 = "C8", c9 = "C9"
    case c10 = "C10", c11 = "C11", c12 = "C12", c13 = "C13", c14 = "C14", c15 = "C15", c16 = "C16", c17 = "C17"
    case c18 = "C18", c19 = "C19", c20 = "C20", c21 = "C21", c22 = "C22"
    /// Atomicity.
    case a1 = "A1"
    /// Known hazards.
    case h1 = "H1", h2 = "H2", h3 = "H3", h4 = "H4", h5 = "H5", h6 = "H6", h7 = "H7", h8 = "H8", h9 = "H9"
    case h10 = "H10", h11 = "H11", h12 = "H12", h13 = "H13", h14 = "H14", h15 = "H15", h16 = "H16", h17 = "H17"
    case h18 = "H18", h19 = "H19", h20 = "H20", h21 = "H21", h22 = "H22", h23 = "H23", h24 = "H24", h25 = "H25"
    case h26 = "H26", h27 = "H27"
    /// Laws.
    case l1 = "L1", l2 = "L2", l3 = "L3", l4 = "L4", l5 = "L5", l6 = "L6", l7 = "L7", l8 = "L8", l9 = "L9"
    case l10 = "L10"
    /// The laboratory's market.
    case k1 = "K1", k2 = "K2", k3 = "K3", k4 = "K4", k5 = "K5", k6 = "K6", k7 = "K7", k8 = "K8", k9 = "K9"
    case k10 = "K10", k11 = "K11", k12 = "K12", k13 = "K13", k14 = "K14"
    /// Changes of K.
    case kc1 = "KC1", kc2 = "KC2", kc3 = "KC3", kc4 = "KC4", kc5 = "KC5", kc6 = "KC6"
    /// How the laboratory decides.
    case kd1 = "KD1", kd2 = "KD2", kd3 = "KD3", kd4 = "KD4", kd5 = "KD5"

    /// Its id, such as "C10".
    public var description: String { rawValue }
}
