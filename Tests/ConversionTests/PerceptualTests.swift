import Foundation
import HSpaceLibrary
import Testing

@testable import Conversion

/// Networks of LPIPS, against distances of the Python package (Tests/Fixtures/lpips/make.py).
struct PerceptualTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func network(
    _ file: String, _ precision: ConversionOptions.Precision = .f32
  ) throws -> PerceptualNetwork? {
    var options = ConversionOptions()
    options.precision = precision
    _ = try convert(Fixtures.path("lpips/\(file)"), output: folder("n.hsm"), options: options)
    return try PerceptualNetwork(path: folder("n.hsm"))
  }

  /// A picture as make.py has it.
  private func wave(_ shift: Double, _ size: Extents) -> [Float] {
    (0..<size.count).map { Float(sin(0.37 * Double($0) + shift * sin(0.011 * Double($0)))) }
  }

  @Test(
    arguments: [
      ("alex.pth", PerceptualLayout.alex, 37, 45, 0.022643623873591423),
      ("vgg.safetensors", .vgg, 16, 21, 0.006407438311725855),
    ])
  func distancesAreThoseOfThePackage(
    file: String, layout: PerceptualLayout, height: Int, width: Int, expected: Double
  ) throws {
    let network = try #require(try network(file))
    #expect(network.layout == layout)
    let size = Extents(channels: 3, height: height, width: width)
    let one = try network.features(of: wave(0, size), size)
    let other = try network.features(of: wave(0.3, size), size)
    #expect(one.count == 5)
    let distance = try network.distance(one, other)
    #expect(abs(distance - expected) < 1e-5 * expected, "\(distance)")
    #expect(try network.distance(one, one) == 0)
  }

  @Test func halfPrecisionIsNearlyTheSame() throws {
    let network = try #require(try network("alex.pth", .f16))
    let size = Extents(channels: 3, height: 37, width: 45)
    let features = try [0, 0.3].map { try network.features(of: wave($0, size), size) }
    let distance = try network.distance(features[0], features[1])
    #expect(abs(distance / 0.022643623873591423 - 1) < 0.01)
  }

  /// Sizes come one after the other, down to the smallest, which leaves one pixel of the last layer.
  @Test(arguments: [("alex.pth", PerceptualLayout.alex), ("vgg.safetensors", .vgg)])
  func sizesMayChange(file: String, layout: PerceptualLayout) throws {
    let network = try #require(try network(file))
    for side in [layout.smallestSide, layout.smallestSide + 5, layout.smallestSide] {
      let size = Extents(channels: 3, height: side, width: side + 1)
      let features = try network.features(of: wave(0, size), size)
      #expect(features.allSatisfy { $0.values.allSatisfy(\.isFinite) })
      if side == layout.smallestSide {
        #expect(features.last?.extents.height == 1 && features.last?.extents.width == 1)
      }
    }
  }

  @Test func otherModelsMeasureNothing() throws {
    var options = ConversionOptions()
    try folder.write("c.json", #"{"resolution": 16}"#)
    options.configuration = folder("c.json")
    _ = try convert(
      Fixtures.path("unet_pesser_fp16/model.ckpt"), output: folder("m.hsm"), options: options)
    #expect(try PerceptualNetwork(path: folder("m.hsm")) == nil)
  }

  @Test func weightsOfDifferencesAloneAreRefused() throws {
    try folder.write(
      "lins.safetensors",
      TestTensor.file([TestTensor("lin0.model.1.weight", [1, 2, 1, 1], [1, 1])]))
    let error = #expect(throws: ConversionError.self) {
      try convert(
        folder("lins.safetensors"), output: folder("x.hsm"), options: ConversionOptions())
    }
    #expect(error?.description.contains("save the whole network") == true)
  }
}

struct FeatureMapTests {
  @Test func poolingTakesTheLargestOfWholeSquares() {
    let map = FeatureMap(
      Extents(channels: 2, height: 4, width: 5), (0..<40).map { Float($0 % 7) - Float($0 / 20) })
    let pooled = map.pooled(3)
    #expect(pooled.extents == Extents(channels: 2, height: 1, width: 2))
    for channel in 0..<2 {
      for x in 0..<2 {
        let values = (0..<9).map { map.values[channel * 20 + $0 / 3 * 5 + 2 * x + $0 % 3] }
        #expect(pooled.values[channel * 2 + x] == values.max())
      }
    }
    #expect(map.pooled(2).extents == Extents(channels: 2, height: 2, width: 2))
  }

  @Test func pixelsAreDividedByTheirNorm() {
    let map = FeatureMap(Extents(channels: 2, height: 1, width: 2), [3, 0, 4, 0])
    #expect(map.normalised.values == [0.6, 0, 0.8, 0])
    #expect(map.rectified == map)
    #expect(FeatureMap(map.extents, [-1, 2, -3, 4]).rectified.values == [0, 2, 0, 4])
    #expect(map.differences(from: FeatureMap(map.extents, [1, 0, 4, 2])) == [2, 2])
  }
}
