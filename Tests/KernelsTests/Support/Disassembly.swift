import Foundation

/// What the compiler made of the kernels that this test run was built with.
struct Disassembly {
  struct Instruction {
    let address: Int
    /// Mnemonic and operands.
    let text: String
    /// What the linker is to put in: a function's name behind a call.
    var symbol: String?
  }

  static let objdump = "/usr/bin/objdump"
  static var isAvailable: Bool { FileManager.default.isExecutableFile(atPath: objdump) }

  /// Functions, each with its instructions.
  let functions: [[Instruction]]

  /// The objects of a kernel target: beside the test bundle, where the build left them.
  static func objects(of target: String) -> [String] {
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    var candidates = CommandLine.arguments.map { URL(filePath: $0).resolvingSymlinksInPath() }
    candidates.insert(program, at: 0)
    for candidate in candidates {
      let folder = candidate.deletingLastPathComponent().appending(path: "\(target).build")
      let path = folder.path(percentEncoded: false)
      let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
      let objects = names.filter { $0.hasSuffix(".o") && !$0.contains("swiftmodule") }
      if !objects.isEmpty { return objects.sorted().map { path + "/" + $0 } }
    }
    return []
  }

  /// Disassembles one object.
  init(_ object: String) throws {
    let text = try Self.run(["-dr", "--no-show-raw-insn", object])
    var functions: [[Instruction]] = []
    for line in text.split(separator: "\n") {
      if line.hasSuffix(">:") { functions.append([]) }
      let parts = line.split(separator: "\t", maxSplits: 1)
      guard parts.count == 2, let last = functions.indices.last else { continue }
      if let address = Int(parts[0].trimmingCharacters(in: [" ", ":"]), radix: 16) {
        functions[last].append(Instruction(address: address, text: String(parts[1])))
      } else if parts[0].contains("R_"), let instruction = functions[last].indices.last {
        functions[last][instruction].symbol = String(parts[1])
      }
    }
    self.functions = functions
  }

  /// Calls of functions, by the names that they have for the linker.
  var calls: [String] { functions.flatMap { $0.compactMap(\.callee) } }

  /// Names that an object expects from others.
  static func undefinedSymbols(_ object: String) throws -> [String] {
    try run(["-t", object]).split(separator: "\n").filter { $0.contains("*UND*") }
      .compactMap { $0.split(separator: " ").last.map(String.init) }
  }

  /// The bodies of loops that have no loop inside.
  var innermostLoops: [[Instruction]] {
    functions.flatMap { function -> [[Instruction]] in
      let jumps = function.compactMap { instruction -> Range<Int>? in
        guard let target = instruction.target, target <= instruction.address else { return nil }
        return target..<instruction.address + 1
      }
      return jumps.filter { loop in
        !jumps.contains { $0 != loop && $0.clamped(to: loop) == $0 }
      }.map { loop in function.filter { loop.contains($0.address) } }
    }
  }

  private static func run(_ arguments: [String]) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: objdump)
    process.arguments = arguments
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}

extension Disassembly.Instruction {
  /// Where a jump goes; nil for other instructions.
  var target: Int? {
    guard text.hasPrefix("j") else { return nil }
    let parts = text.split(separator: " ", omittingEmptySubsequences: true)
    return parts.count > 1 ? Int(parts[1], radix: 16) : nil
  }

  /// What a call calls; nil for other instructions.
  var callee: String? { text.hasPrefix("call") ? symbol ?? text : nil }

  /// Whether it writes to the stack: the last operand is where an instruction writes.
  var storesToStack: Bool {
    guard text.hasPrefix("v") || text.hasPrefix("mov") else { return false }
    return text.hasSuffix("(%rsp)") || text.hasSuffix("(%rbp)")
  }
}
