import ArgumentParser
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
    let path = try search.model(model)
    var options = try session.options()
    let model = try about(path) { () throws(LibraryError) in
      try Model(path: path, verify: session.memory.verifiesFile)
    }
    var firstStage = try FirstStage(model, options)
    if let factor = firstStage?.factor, let size = options.size {
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
      try Session(model, options)
    }
    return try Studio(opened, search, firstStage)
  }
}
