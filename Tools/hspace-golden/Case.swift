import Foundation

/// A case folder: `case.json` and the arrays that it names.
struct Case {
  /// What `case.json` says, as far as this program needs it.
  struct Description: Decodable {
    let `case`: String
    let family: String
    let network: String?
    let timestep: Int32?
    let second_network: String?
    let scheduler: Scheduler?
    let timesteps: [Int32]?
    let S: Int?
    let t0: Int?
    let delta_blocks: Blocks?
    let scale_factor: Double?
    let scaling_factor: Double?
    let t_edit: Int?
    let t_boost: Int?
    let hs_coeff: [Float]?
    let eta: Float?
    let cycle_eta: Float?
    let custom_steps: Int?
    let es_steps: Int?
    let skipped_steps: Int?
    let variance: String?
    let sequence: [Int32]?
    let distances: [Double]?
    let eta_edit: Double?
    let components: Int?
    let test_accuracy: Double?
    let coef_default_vs_tight: Double?
    let inputs: [String: File]
    let outputs: [String: File]
  }

  /// The schedule of a case whose networks' folders have none.
  struct Scheduler: Decodable {
    let beta_start: Double
    let beta_end: Double
    let beta_schedule: String
    let steps_offset: Int?
    let set_alpha_to_one: Bool?
  }

  /// Files of direction networks, in the case's folder.
  struct Blocks: Decodable {
    let files: [String]
  }

  struct File: Decodable {
    let file: String
    let shape: [Int]?
    let compare: String?
    let fp32_vs_fp64: Double?
  }

  let folder: String
  let description: Description

  init(folder: String) throws(GoldenError) {
    // A slash at the end would double, and `..` behind a double slash goes astray.
    let folder = URL(fileURLWithPath: folder).standardizedFileURL.path
    self.folder = folder
    do {
      let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/case.json"))
      description = try JSONDecoder().decode(Description.self, from: data)
    } catch let error as DecodingError {
      throw GoldenError("\(folder)/case.json: \(error)")
    } catch {
      throw GoldenError("\(folder)/case.json: cannot read: \(error.localizedDescription)")
    }
  }

  var name: String { description.case }

  /// An input array.
  func input(_ name: String) throws(GoldenError) -> NumpyArray {
    guard let file = description.inputs[name] else { throw missing("input", name) }
    return try NumpyArray(path: "\(folder)/\(file.file)")
  }

  /// What an output must be, and how it is compared.
  func golden(_ name: String) throws(GoldenError) -> Golden {
    guard let file = description.outputs[name] else { throw missing("output", name) }
    // Where float32 tables matter, the same run with float64 tables is just as right.
    let exact = description.outputs["\(name)_float64_run"]
    return Golden(
      array: try NumpyArray(path: "\(folder)/\(file.file)"),
      alternative: try exact.map { (file) throws(GoldenError) in
        try NumpyArray(path: "\(folder)/\(file.file)")
      },
      sliced: file.compare?.contains("slice by slice") ?? false,
      limit: max(1e-4, 5 * (file.fp32_vs_fp64 ?? 0)))
  }

  /// A field that this kind of case must have.
  func required<Value>(_ value: Value?, _ field: String) throws(GoldenError) -> Value {
    guard let value else { throw GoldenError("case.json has no \(field)") }
    return value
  }

  private func missing(_ kind: String, _ name: String) -> GoldenError {
    GoldenError("case.json has no \(kind) '\(name)'")
  }
}
