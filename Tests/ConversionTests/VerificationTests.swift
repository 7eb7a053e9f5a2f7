import HSpaceLibrary
import Pictures
import Testing

@testable import Conversion

/// The comparison of two models along inversion trajectories.
struct VerificationTests {
  /// A picture of slopes and edges.
  private func picture(_ width: Int, _ height: Int, seed: Int) -> Picture {
    let pixels = (0..<width * height * 3).map { index in
      let (x, y) = (index / 3 % width, index / 3 / width)
      return UInt8((x * 7 * seed + y * 5 + index % 3 * 40 + (x > y ? 90 : 0)) % 256)
    }
    return Picture(width: width, height: height, pixels: pixels)!
  }

  private func verification(
    _ folder: TemporaryFolder, _ precisions: [ConversionOptions.Precision], pictures: Int = 2
  ) throws -> Verification {
    for (index, precision) in precisions.enumerated() {
      _ = try convert(
        Fixtures.path("unet_diffusers_fp16"), output: folder("\(index).hsm"),
        options: ConversionOptions(precision: precision))
    }
    var verification = try Verification(folder("0.hsm"), folder("1.hsm"), threads: 1)
    let size = verification.pictureSize
    var run = Run()
    run.steps = 4
    for seed in 1...pictures {
      try verification.add(picture(size.width, size.height, seed: seed), run)
    }
    return verification
  }

  @Test func theSameModelIsTheSame() throws {
    let folder = try TemporaryFolder()
    let verification = try verification(folder, [.f32, .f32])
    #expect(verification.steps.map(\.t) == [0, 333, 666])
    for step in verification.steps {
      #expect(abs(step.same - 1) < 1e-12 && abs(step.own - 1) < 1e-12)
    }
  }

  @Test func anotherPrecisionIsNear() throws {
    let folder = try TemporaryFolder()
    let one = try verification(folder, [.f32, .f16], pictures: 1)
    let two = try verification(folder, [.f32, .f16], pictures: 2)
    for step in two.steps {
      #expect((0.999...1).contains(step.same) && (0.99...1).contains(step.own))
    }
    // The worst of more pictures is no better; the first step is taken from the same x.
    for (first, both) in zip(one.steps, two.steps) {
      #expect(both.same <= first.same && both.own <= first.own)
    }
    #expect(two.steps[0].same == two.steps[0].own)
    let worst = try #require(two.worst)
    #expect(worst.same.same == two.steps.map(\.same).min())
    #expect(worst.own.own == two.steps.map(\.own).min())
  }

  @Test func canBeCancelled() throws {
    let folder = try TemporaryFolder()
    var verification = try verification(folder, [.f32, .f32], pictures: 1)
    let size = verification.pictureSize
    var run = Run()
    run.steps = 4
    for patience in [0, 1, 3, 4] {
      var calls = 0
      do {
        try verification.add(picture(size.width, size.height, seed: 1), run) {
          calls += 1
          return calls <= patience
        }
        Issue.record("not cancelled")
      } catch {
        #expect(error.isCancelled && calls == patience + 1)
      }
    }
  }

  @Test func measuresAngles() {
    #expect(cosine([1, 0], [0, 1]) == 0)
    #expect(cosine([3, 4], [-6, -8]) == -1)
    #expect(abs(cosine([1, 1], [1, 0]) - 0.5.squareRoot()) < 1e-15)
    #expect(cosine([0, 0], [0, 0]) == 1)
    #expect(cosine([0, 0], [1, 0]).isNaN)
  }
}
