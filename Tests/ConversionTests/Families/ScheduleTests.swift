import Diffusion
import Testing

@testable import Conversion

struct ScheduleTests {
  private func read(_ text: String) throws -> ScheduleConfiguration {
    let folder = try TemporaryFolder()
    try folder.write("s.json", text)
    return try ScheduleConfiguration(try SourceFile(folder("s.json")))
  }

  private func alphaBar(_ schedule: ScheduleConfiguration, _ t: Int) throws -> Double {
    let section = try schedule.section(file: "s.json")
    let start = 48 + 8 * t
    let bits = section[start..<start + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Double(bitPattern: bits)
  }

  @Test func hasTheDefaultsOfDiffusers() throws {
    #expect(try read("{}") == ScheduleConfiguration())
  }

  @Test func readsKindsAndIgnoresSamplingOptions() throws {
    let schedule = try read(
      """
      {"_class_name": "DDIMScheduler", "beta_schedule": "scaled_linear", "beta_start": 0.0015, "beta_end": 0.0195,
      "num_train_timesteps": 500, "variance_type": "fixed_large", "clip_sample": false, "timestep_spacing": "x"}
      """)
    #expect(schedule.kind == .scaledLinear && schedule.timesteps == 500)
    #expect(schedule.firstBeta == 0.0015 && schedule.lastBeta == 0.0195)
    #expect(schedule.variance == .fixedLarge)
    #expect(try read(#"{"beta_schedule": "squaredcos_cap_v2"}"#).kind == .cosine)
  }

  @Test func makesATableOfTrainedBetas() throws {
    let schedule = try read(#"{"trained_betas": [0.25, 0.5, 0.5], "num_train_timesteps": 1000}"#)
    #expect(schedule.kind == .table && schedule.timesteps == 3)
    #expect(try (0..<3).map { try alphaBar(schedule, $0) } == [0.75, 0.375, 0.1875])
  }

  @Test func linearTableIsTheProductOfOneMinusBeta() throws {
    var product = 1.0
    for t in 0..<1000 {
      product *= 1 - (1e-4 + (0.02 - 1e-4) * Double(t) / 999)
      #expect(abs(try alphaBar(ScheduleConfiguration(), t) / product - 1) < 1e-12)
      if t > 20 { break }
    }
  }

  @Test(arguments: [
    ("prediction_type", "\"v_prediction\""), ("rescale_betas_zero_snr", "true"),
    ("beta_schedule", "\"sigmoid\""), ("beta_schedule", "null"), ("variance_type", "\"learned\""),
    ("num_train_timesteps", "1"), ("num_train_timesteps", "100001"),
    ("num_train_timesteps", "10.5"),
    ("beta_start", "\"0.1\""), ("trained_betas", "0.1"), ("trained_betas", "[0.1]"),
    ("trained_betas", "[0.1, 1.5]"), ("shift", "3"),
  ])
  func refusesWithKey(_ key: String, _ value: String) throws {
    let error = #expect(throws: ConversionError.self) { try read("{\"\(key)\": \(value)}") }
    #expect(error?.place == "key \(key)")
  }

  @Test(arguments: [
    (0.0, 0.02), (0.02, 1e-4), (0.1, 1), (-0.1, 0.02), (.nan, 0.02), (1e-30, 1e-30),
  ])
  func refusesImpossibleBetas(_ first: Double, _ last: Double) throws {
    var schedule = ScheduleConfiguration()
    (schedule.firstBeta, schedule.lastBeta) = (first, last)
    #expect(throws: ConversionError.self) { try schedule.section(file: "s.json") }
  }
}
