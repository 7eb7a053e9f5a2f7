import CHSpace
import Foundation
import Testing

/// The functions without a handle.
struct MathematicsTests {
  @Test func statusesHaveNames() {
    var names: Set<String> = []
    for status in 0..<12 as Range<UInt32> {
      names.insert(unsafe String(cString: hsp_status_string(hsp_status(rawValue: status))))
    }
    #expect(names.count == 12 && names.contains("ok"))
    #expect(
      unsafe String(cString: hsp_status_string(hsp_status(rawValue: 999))) == "unknown status")
    let version = unsafe String(cString: hsp_version())
    #expect(version == "\(HSP_VERSION_MAJOR).\(HSP_VERSION_MINOR).\(HSP_VERSION_PATCH)")
    #expect(hsp_abi_version() == UInt32(HSP_ABI_VERSION))
  }

  @Test func schedulesOutOfRange() {
    var table = [Double](repeating: 0, count: 1000)
    func fill(_ kind: UInt32, _ first: Double, _ last: Double, _ count: Int) -> hsp_status {
      unsafe hsp_schedule(hsp_schedule_kind(rawValue: kind), first, last, &table, count)
    }
    for kind in [0, 4, .max] as [UInt32] {
      #expect(fill(kind, 1e-4, 0.02, 1000) == HSP_ERROR_ARGUMENT)
    }
    for count in [0, 1, -1, 100_001] { #expect(fill(1, 1e-4, 0.02, count) == HSP_ERROR_ARGUMENT) }
    let betas: [(Double, Double)] = [
      (0, 0.02), (-1, 0.02), (0.02, 1e-4), (1e-4, 1), (.nan, 0.02), (1e-4, .nan), (1e-4, .infinity),
    ]
    for (first, last) in betas {
      for kind in [1, 2] as [UInt32] {
        #expect(fill(kind, first, last, 1000) == HSP_ERROR_ARGUMENT)
      }
    }
    for kind in 1...3 as ClosedRange<UInt32> {
      #expect(fill(kind, 1e-4, 0.02, 1000) == HSP_OK)
      #expect(zip(table, table.dropFirst()).allSatisfy { $0 > $1 && $1 > 0 } && table[0] < 1)
      #expect(fill(kind, 1e-4, 0.02, 2) == HSP_OK)
    }
  }

  @Test func timestepsOutOfRange() {
    var steps = [Int32](repeating: 0, count: 1000)
    func fill(_ convention: UInt32, _ count: Int32, _ t0: Int32, _ T: Int32) -> hsp_status {
      unsafe hsp_timesteps(convention, count, t0, T, &steps, nil)
    }
    for count in [0, -1, 1001, .max, .min] as [Int32] {
      for convention in 0..<6 as Range<UInt32> {
        #expect(fill(convention, count, -1, 1000) == HSP_ERROR_ARGUMENT)
      }
    }
    for T in [1, 0, -1, 100_001, .max, .min] as [Int32] {
      #expect(fill(0, 2, -1, T) == HSP_ERROR_ARGUMENT)
    }
    for t0 in [0, -2, 1000, .max] as [Int32] { #expect(fill(0, 2, t0, 1000) == HSP_ERROR_ARGUMENT) }
    for convention in [6, .max] as [UInt32] {
      #expect(fill(convention, 2, -1, 1000) == HSP_ERROR_ARGUMENT)
    }
    #expect(fill(0, 1, -1, 1000) == HSP_ERROR_ARGUMENT && fill(2, 1, -1, 1000) == HSP_OK)
    #expect(fill(0, 1000, -1, 1000) == HSP_OK && steps == (0..<1000).map(Int32.init))
    #expect(fill(3, 1000, -1, 1000) == HSP_ERROR_ARGUMENT && fill(3, 999, -1, 1000) == HSP_OK)
    // Rounding: of t0 + 1 steps of BoundaryDiffusion two would be at one timestep, but for a few t0.
    #expect(fill(1, 1000, -1, 1000) == HSP_ERROR_ARGUMENT && fill(1, 999, -1, 1000) == HSP_OK)
    #expect(fill(1, 8, 7, 1000) == HSP_ERROR_ARGUMENT && fill(1, 7, 7, 1000) == HSP_OK)
    #expect(fill(1, 7, 6, 1000) == HSP_OK && steps.prefix(7).elementsEqual(0...6))
    var ends: Int32 = 7
    #expect(unsafe hsp_timesteps(3, 2, -1, 1000, &steps, &ends) == HSP_OK && ends == 1)
    #expect(unsafe hsp_timesteps(0, 2, -1, 1000, &steps, &ends) == HSP_OK && ends == 0)
  }

  @Test func noiseDependsOnSeedStepAndPlaceAlone() {
    let whole = normal(1001, seed: 5, step: 9)
    for count in [0, 1, 2, 3, 17, 1000] {
      #expect(sameBits(normal(count, seed: 5, step: 9), Array(whole.prefix(count))))
    }
    #expect(!sameBits(whole, normal(1001, seed: 6, step: 9)))
    #expect(!sameBits(whole, normal(1001, seed: 5, step: 10)))
    let mean = whole.reduce(0, +) / 1001
    #expect(abs(mean) < 0.15 && whole.allSatisfy { abs($0) < 7 })
  }

  /// The caller's rounding mode changes no bit, and is still the caller's afterwards.
  @Test(arguments: [FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO] as [Int32])
  func roundingModes(_ mode: Int32) {
    func cosine() -> [UInt64] {
      var table = [Double](repeating: 0, count: 1000)
      _ = unsafe hsp_schedule(HSP_SCHEDULE_COSINE, 1e-4, 0.02, &table, table.count)
      return table.map(\.bitPattern)
    }
    let (noise, table) = (normal(1001, seed: 5), cosine())
    let before = fegetround()
    #expect(fesetround(mode) == 0)
    let (bentNoise, bentTable) = (normal(1001, seed: 5), cosine())
    let after = fegetround()
    fesetround(before)
    #expect(sameBits(bentNoise, noise) && bentTable == table && after == mode)
  }
}
