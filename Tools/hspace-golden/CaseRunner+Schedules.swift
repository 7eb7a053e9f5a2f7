import CHSpace
import HSpaceLibrary

extension CaseRunner {
  /// A schedule of the library, and what of it a table holds.
  private struct Table {
    let kind: hsp_schedule_kind
    var first = 0.0
    var last = 0.0
    var count = 1000
    var part: ([Double]) -> [Double] = { $0 }

    static func linear(_ part: @escaping ([Double]) -> [Double] = { $0 }) -> Table {
      Table(kind: HSP_SCHEDULE_LINEAR, first: 1e-4, last: 0.02, part: part)
    }
    static func scaled(_ first: Double, _ last: Double) -> Table {
      Table(kind: HSP_SCHEDULE_SCALED_LINEAR, first: first, last: last)
    }
  }

  private static var tables: [String: Table] {
    [
      "linear_betas": .linear(Posterior.betas),
      "linear_alphas_cumprod": .linear(),
      "linear_alphas_cumprod_f32": .linear(),
      "diffusers_linear_alphas_cumprod_f32": .linear(),
      "cosine_1000_alphas_cumprod": Table(kind: HSP_SCHEDULE_COSINE),
      "cosine_4000_alphas_cumprod": Table(kind: HSP_SCHEDULE_COSINE, count: 4000),
      "ldm_celeba_alphas_cumprod": .scaled(0.0015, 0.0195),
      "sd_alphas_cumprod": .scaled(0.00085, 0.012),
      "diffusers_scaled_linear_alphas_cumprod_f32": .scaled(0.00085, 0.012),
      "guided_linear_posterior_variance": .linear(Posterior.variance),
      "guided_linear_posterior_log_variance_clipped": .linear(Posterior.logVariance),
      "guided_linear_posterior_mean_coef1": .linear(Posterior.firstCoefficient),
      "guided_linear_posterior_mean_coef2": .linear(Posterior.secondCoefficient),
    ]
  }

  /// Compares tables: float64 ones to 1e-8 of each value, float32 ones within their rounding.
  func runSchedules(_ golden: Case) throws {
    let tables = Self.tables
    for name in golden.description.outputs.keys.sorted() {
      guard let table = tables[name] else { throw GoldenError("no schedule '\(name)'") }
      var alphaBar = [Double](repeating: 0, count: table.count)
      // The array has exactly the count that is passed.
      let status = unsafe hsp_schedule(
        table.kind, table.first, table.last, &alphaBar, alphaBar.count)
      guard status == HSP_OK else { throw LibraryError(status) }
      let values = table.part(alphaBar)
      if name.hasSuffix("_f32") {
        try compare(golden, name, values.map(Float.init))
      } else {
        let expected = try golden.golden(name).array.values
        tally.record(golden.name, name, error: Self.relative(values, expected), limit: 1e-8)
      }
    }
  }

  /// Largest relative difference; zeros must be zero, nearly.
  private static func relative(_ values: [Double], _ expected: [Double]) -> Double? {
    guard values.count == expected.count else { return nil }
    return zip(values, expected).map { abs($0 - $1) / max(abs($1), 1e-8) }
      .reduce(0, worse)
  }
}
