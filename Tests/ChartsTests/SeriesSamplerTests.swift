import Charts
import Testing

/// Long lines are thinned out to what can be seen.
@Suite struct SeriesSamplerTests {
    private func samples(_ points: [ChartPoint], columns: Int) -> [ChartPoint] {
        var sampler = SeriesSampler(range: 0...Double(points.count), columns: columns)
        for point in points { sampler.append(point) }
        return sampler.samples
    }

    @Test func aShortLineStaysWhole() {
        let points = (0..<40).map { ChartPoint(x: Double($0), y: Double($0 * 7 % 11)) }
        #expect(samples(points, columns: 100) == points)
    }

    @Test func extremesFirstAndLastSurvive() {
        var generator = SystemIndependentGenerator(seed: 11)
        var points = (0..<50_000).map { ChartPoint(x: Double($0), y: Double.random(in: 0...1, using: &generator)) }
        points[31_337].y = 9
        points[40_404].y = -9
        let kept = samples(points, columns: 200)
        #expect(kept.count <= 800)
        #expect(kept.contains(points[31_337]) && kept.contains(points[40_404]))
        #expect(kept.first == points.first && kept.last == points.last)
        #expect(zip(kept, kept.dropFirst()).allSatisfy { $0.x < $1.x })
        // In every column.
        for column in 0..<200 {
            let all = points[(column * 250)..<(column * 250 + 250)].compactMap(\.y)
            let left = kept.filter { (Double(column * 250)..<Double(column * 250 + 250)).contains($0.x) }.compactMap(
                \.y)
            #expect(left.min() == all.min() && left.max() == all.max(), "\(column)")
        }
    }

    @Test func gapsStay() {
        let points = [
            ChartPoint(x: 0, y: 1), ChartPoint(x: 1, y: nil), ChartPoint(x: 2, y: .nan), ChartPoint(x: 3, y: 2),
        ]
        let kept = samples(points, columns: 4)
        #expect(kept.map(\.y) == [1, nil, nil, 2])
    }

    @Test func anEmptyRangeIsOneColumn() {
        var sampler = SeriesSampler(range: 5...5, columns: 10)
        for height in 0..<100 { sampler.append(ChartPoint(x: 5, y: Double(height))) }
        #expect(sampler.samples.map(\.y).count <= 4 && sampler.count == 100)
    }
}
