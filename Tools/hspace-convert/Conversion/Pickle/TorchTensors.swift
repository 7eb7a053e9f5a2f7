/// Finds the tensors of a network in what a file of torch.save holds.
///
/// State dicts are flat, or lie under a key (`state_dict`, `model`, `ema`, "0"), or are the elements of a list (ermongroup/ddim:
/// the network first, its averages at index 4).
struct TorchTensors {
  private static let averageKeys = [
    "ema", "model_ema", "ema_state_dict", "ema_model", "params_ema", "g_ema", "shadow",
  ]
  private static let modelKeys = [
    "state_dict", "model_state_dict", "model", "params", "net", "network", "0",
  ]
  /// DataParallel, torch.compile, and what people call the network inside theirs.
  private static let wrappers = ["module.", "_orig_mod.", "model.", "ema.", "unet."]
  private static let deepest = 4
  private static let mostModules = 20_000

  private let torch: TorchFile
  /// Nodes that were looked at: values may hold each other, and themselves, many times.
  private var seen: Set<Int> = []
  private var modules = 0
  private(set) var tensors: [String: SourceTensor] = [:]
  /// What was chosen where there was a choice.
  private(set) var notes: [String] = []

  init(_ torch: TorchFile, _ weights: WeightChoice) throws(ConversionError) {
    self.torch = torch
    if case .tensor(let view) = torch.nodes[torch.root] {
      tensors["tensor"] = try torch.tensor("tensor", view)
      return
    }
    guard let node = choose(torch.root, weights, depth: 0) else {
      throw ConversionError(
        torch.file.path, "it holds no tensors by name",
        remedy: "save the tensors with torch.save(model.state_dict(), FILE)")
    }
    try collect(node, prefix: "", depth: 0)
    stripPrefix()
  }

  /// The node of the state dict that is wanted, or nil.
  private mutating func choose(_ node: Int, _ weights: WeightChoice, depth: Int) -> Int? {
    guard depth < Self.deepest, seen.insert(node).inserted else { return nil }
    switch torch.nodes[node] {
    case .module: return node
    case .list(let elements), .tuple(let elements):
      let model = elements.first.flatMap { choose($0, weights, depth: depth + 1) }
      let average =
        elements.count > 4 ? choose(elements[4], weights, depth: depth + 1) : nil
      return pick(weights, average: average, model: model, "index 4")
    case .dictionary(let pairs):
      if pairs.contains(where: { isTensor($0.value) }) { return node }
      let average = find(Self.averageKeys, pairs, weights, depth)
      let model = find(Self.modelKeys, pairs, weights, depth)
      return pick(weights, average: average?.node, model: model?.node, "key \(average?.key ?? "")")
    default: return nil
    }
  }

  private mutating func find(
    _ keys: [String], _ pairs: [PickleNode.Pair], _ weights: WeightChoice, _ depth: Int
  ) -> (key: String, node: Int)? {
    for key in keys {
      // Of a key that is set twice, the last value counts.
      guard let pair = pairs.last(where: { name($0.key) == key }) else { continue }
      if let node = choose(pair.value, weights, depth: depth + 1) { return (key, node) }
    }
    return nil
  }

  private mutating func pick(
    _ weights: WeightChoice, average: Int?, model: Int?, _ place: String
  ) -> Int? {
    guard let average, let model else { return average ?? model }
    notes.append(weights.note(place))
    return weights == .average ? average : model
  }

  private func isTensor(_ node: Int) -> Bool {
    if case .tensor = torch.nodes[node] { return true }
    return false
  }

  /// A key as text: state dicts of old programs count in numbers.
  private func name(_ node: Int) -> String? {
    switch torch.nodes[node] {
    case .string(let name): name
    case .integer(let number): "\(number)"
    default: nil
    }
  }

  private mutating func collect(
    _ node: Int, prefix: String, depth: Int
  ) throws(ConversionError) {
    let pairs: [PickleNode.Pair]
    switch torch.nodes[node] {
    case .dictionary(let members), .module(let members): pairs = members
    default: return
    }
    modules += 1
    guard modules <= Self.mostModules else {
      throw ConversionError(
        torch.file.path, "its modules", "there are more than \(Self.mostModules)",
        remedy: "save the tensors with torch.save(model.state_dict(), FILE)")
    }
    for pair in pairs {
      guard let key = name(pair.key) else { continue }
      if case .tensor(let view) = torch.nodes[pair.value] {
        let tensor = try torch.tensor(prefix + key, view)
        guard tensors.updateValue(tensor, forKey: tensor.name) == nil else {
          throw ConversionError(
            torch.file.path, "tensor \(tensor.name)", "the file holds it twice",
            remedy: "save the checkpoint again")
        }
      } else if case .module = torch.nodes[pair.value], depth < 32 {
        try collect(pair.value, prefix: prefix + key + ".", depth: depth + 1)
      }
    }
  }

  /// Takes off what wrappers put before every name.
  private mutating func stripPrefix() {
    while let prefix = Self.wrappers.first(where: { isWrapped($0) }) {
      var stripped: [String: SourceTensor] = [:]
      for (name, tensor) in tensors { stripped[String(name.dropFirst(prefix.count))] = tensor }
      tensors = stripped
    }
  }

  private func isWrapped(_ prefix: String) -> Bool {
    // Part of the names of latent diffusion, not of a wrapper.
    let own = "model.diffusion_model."
    return !tensors.isEmpty
      && tensors.keys.allSatisfy { $0.hasPrefix(prefix) && !$0.hasPrefix(own) }
  }
}
