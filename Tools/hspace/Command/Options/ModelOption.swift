import ArgumentParser
import CHSpace
import Foundation
import HSpaceLibrary
import Pictures

/// The model of a command, and how to run it.
struct ModelOption: ParsableArguments {
  @Option(name: .shortAndLong, help: "The model, by path or name.")
  var model: String

  @OptionGroup var session: SessionOption

  /// Opens the model and a session of it.
  func open(_ search: SearchPath = SearchPath()) throws -> Studio {
    try session.open(model: model, search)
  }
}

extension SessionOption {
  /// Opens a model by path or name, and a session of it; `x` is the size of x where that is known; a session
  /// `beside` another uses its values and scratch where they are large enough.
  func open(
    model name: String, _ search: SearchPath, x: (width: Int, height: Int)? = nil,
    plain: Bool = false, beside: Session? = nil
  ) throws -> Studio {
    let path = try search.model(name)
    var options = try self.options()
    options.plain = plain
    let model = try about(path) { () throws(LibraryError) in
      try Model(path: path, verify: memory.verifiesFile)
    }
    var firstStage = try FirstStage(model, options)
    if let x {
      options.size = x
    } else if let factor = firstStage?.factor, let size = options.size {
      guard size.width % factor == 0, size.height % factor == 0 else {
        throw Failure.usage("--size: the model takes multiples of \(factor)")
      }
      options.size = (size.width / factor, size.height / factor)
    }
    if options.memoryBudget > 0, firstStage != nil {
      options.memoryBudget = try about(path) { [options] () throws(LibraryError) in
        try firstStage?.share(options.memoryBudget, with: options) ?? options.memoryBudget
      }
    }
    let opened = try about(path) { [options] () throws(LibraryError) in
      guard let beside else { return try Session(model, options) }
      var shared = options
      shared.beside = beside
      do throws(LibraryError) { return try Session(model, shared) } catch {
        guard error.status == HSP_ERROR_MISMATCH else { throw error }
        return try Session(model, options)
      }
    }
    return try Studio(opened, search, firstStage)
  }
}
