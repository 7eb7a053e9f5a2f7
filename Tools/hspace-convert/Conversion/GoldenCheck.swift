import HSpaceLibrary

/// Compares a converted network with inputs and outputs of the original code.
///
/// A file of tensors: x, t and eps, where present h, dh and eps_dh (eps with h + dh); of a first stage z and decoded, image and
/// mean or latent. The first axis counts evaluations.
package struct GoldenCheck {
  /// How far a tensor is off: the largest difference over the standard deviation.
  package struct Result: Equatable {
    package let name: String
    package let error: Double
    /// False where the file does not say what the tensor should be compared with.
    package var counts = true
  }

  private let tensors: [String: SourceTensor]
  private let path: String

  /// Opens the file and sees that something can be compared.
  package init(_ path: String) throws(ConversionError) {
    tensors = try Checkpoint(path).tensors
    self.path = path
    let known = ["eps", "h", "eps_dh", "decoded", "mean", "latent"]
    let hasLatent = tensors["image"] != nil && tensors["z"] != nil
    guard hasLatent || known.contains(where: { tensors[$0] != nil }) else {
      throw ConversionError(
        path, "none of the tensors \(known.joined(separator: ", "))",
        remedy: "give a file of inputs and outputs of the network")
    }
  }

  /// Runs an f32 model on the inputs.
  package func run(_ model: String, threads: Int) throws(ConversionError) -> [Result] {
    let model = try calling { () throws(LibraryError) in try Model(path: model) }
    var results: [Result] = []
    if tensors["eps"] != nil || tensors["h"] != nil || tensors["eps_dh"] != nil {
      results += try checkNetwork(model, threads)
    }
    if tensors["decoded"] != nil { results += try checkDecoder(model, threads) }
    if tensors["image"] != nil { results += try checkEncoder(model, threads) }
    return results
  }

  // MARK: the first stage

  private func checkDecoder(_ model: Model, _ threads: Int) throws(ConversionError) -> [Result] {
    let z = try values("z")
    let session = try session(model, threads, program: "decoder", size: z.shape)
    var found: [Float] = []
    for index in 0..<z.shape[0] {
      found += try evaluate(session, [.input("z", z[index])], ["decoded"])["decoded"] ?? []
    }
    return [try compare("decoded", found)]
  }

  /// The encoder's mean or latent; z is that where the file names neither.
  private func checkEncoder(_ model: Model, _ threads: Int) throws(ConversionError) -> [Result] {
    let image = try values("image")
    let session = try session(model, threads, program: "encoder", size: image.shape)
    let output = (try? session.extents(of: "mean")) == nil ? "latent" : "mean"
    var found: [Float] = []
    for index in 0..<image.shape[0] {
      found += try evaluate(session, [.input("image", image[index])], [output])[output] ?? []
    }
    if tensors[output] != nil { return [try compare(output, found)] }
    guard tensors["z"] != nil else { return [] }
    var result = try compare("z", found)
    // Beside `decoded`, z may be one of its own, which has nothing to do with the picture.
    result.counts = tensors["decoded"] == nil || result.error < 1
    return [result]
  }

  // MARK: the U-Net

  private func checkNetwork(_ model: Model, _ threads: Int) throws(ConversionError) -> [Result] {
    let (x, times) = (try values("x"), try values("t"))
    let session = try session(model, threads, program: "unet", size: x.shape)
    let dh = tensors["dh"] == nil ? nil : try values("dh")
    var found: [String: [Float]] = [:]
    let outputs = try predictions(session)
    for (index, t) in times.values.enumerated() {
      let given: [NamedTensor] = [.input("x", x[index]), .input("t", [t])]
      let plain = try evaluate(session, given, outputs + ["h"])
      found["h", default: []] += plain["h"] ?? []
      found["eps", default: []] += outputs.flatMap { plain[$0] ?? [] }
      guard let dh, tensors["eps_dh"] != nil else { continue }
      let moved = try evaluate(session, given + [.add("h", dh[index])], outputs)
      found["eps_dh", default: []] += outputs.flatMap { moved[$0] ?? [] }
    }
    var results: [Result] = []
    for name in ["eps", "h", "eps_dh"] where tensors[name] != nil {
      guard let values = found[name] else { continue }
      results.append(try compare(name, values))
    }
    return results
  }

  /// eps, and sigma behind it where the file's eps has both.
  private func predictions(_ session: Session) throws(ConversionError) -> [String] {
    let channels = try calling { () throws(LibraryError) in
      try session.extents(of: "eps").channels
    }
    let shape = (tensors["eps"] ?? tensors["eps_dh"])?.shape ?? []
    return shape.count == 4 && shape[1] == 2 * channels ? ["eps", "sigma"] : ["eps"]
  }

  // MARK: calls of the library

  private func session(
    _ model: Model, _ threads: Int, program: String, size: [Int]
  ) throws(ConversionError) -> Session {
    var options = SessionOptions()
    options.threads = threads
    options.program = program
    options.plain = true
    guard size.count == 4 else {
      throw fault("a picture of shape \(size) instead of count, channels, height, width")
    }
    options.size = (width: size[3], height: size[2])
    return try calling { () throws(LibraryError) in try Session(model, options) }
  }

  private func evaluate(
    _ session: Session, _ inputs: [NamedTensor], _ outputs: [String]
  ) throws(ConversionError) -> [String: [Float]] {
    try calling { () throws(LibraryError) in
      var tensors = inputs
      for name in outputs {
        tensors.append(.output(name, count: try session.extents(of: name).count))
      }
      try session.evaluate(&tensors)
      var found: [String: [Float]] = [:]
      for tensor in tensors.dropFirst(inputs.count) { found[tensor.name] = tensor.values }
      return found
    }
  }

  private func calling<Result>(
    _ body: () throws(LibraryError) -> Result
  ) throws(ConversionError) -> Result {
    do throws(LibraryError) { return try body() } catch {
      throw fault("cannot compare: \(error)")
    }
  }

  private func fault(_ problem: String) -> ConversionError {
    ConversionError(path, problem, remedy: "give inputs and outputs of this network")
  }

  // MARK: the file

  /// A tensor whose first axis counts evaluations; a single one serves all.
  private struct Values {
    let shape: [Int]
    let values: [Float]

    subscript(index: Int) -> [Float] {
      let count = max(1, shape.first ?? 1)
      let size = values.count / count
      let start = (count == 1 ? 0 : index) * size
      // More evaluations than inputs: the library refuses an empty one.
      return start + size <= values.count ? Array(values[start..<start + size]) : []
    }
  }

  private func values(_ name: String) throws(ConversionError) -> Values {
    guard let tensor = tensors[name] else { throw fault("no tensor \(name)") }
    guard tensor.count <= 1 << 26 else { throw fault("tensor \(name) is too large") }
    var (bytes, values): ([UInt8], [Float]) = ([], [])
    try tensor.read(0, count: tensor.count, bytes: &bytes, into: &values)
    return Values(shape: tensor.shape, values: values)
  }

  private func compare(_ name: String, _ found: [Float]) throws(ConversionError) -> Result {
    let golden = try values(name)
    let error = deviation(
      found.map(Double.init), from: golden.values.map(Double.init),
      slices: max(1, golden.shape.first ?? 1))
    guard let error else {
      throw fault("tensor \(name) has \(golden.values.count) values instead of \(found.count)")
    }
    return Result(name: name, error: error)
  }
}
