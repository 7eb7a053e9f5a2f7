extension ProgramParts {
  /// Calls the program something else.
  mutating func rename(_ name: String) { header.replaceSubrange(4..<6, with: add(name)) }

  /// Adds a picture as an input, with the numbers of what comes behind it moved up.
  mutating func addInput(_ name: String, channels: UInt32, height: UInt32, width: UInt32) {
    let first = Int32(inputs.count)
    for index in operations.indices {
      for slot in 0..<3 where operations[index].input(slot) >= first {
        operations[index].setInput(slot, operations[index].input(slot) + 1)
      }
    }
    for index in named.indices where named[index][2] >= UInt32(first) { named[index][2] += 1 }
    inputs.append(add(name) + [0, channels, height, width, 0, 0])
  }

  /// A chain of attentions of `total` multiply-adds (even, at least 2^63), then a convolution, each
  /// named for its kind.
  static func multiplyAdds(_ total: UInt64, from program: ProgramParts) -> ProgramParts {
    // The one that reads the picture.
    let convolution = program.operations.first { $0.kind == 1 && $0.input(0) == 0 }!
    var crafted = program
    crafted.rename("sum")
    (crafted.inputs, crafted.operations, crafted.named) = ([], [], [])
    // One channel: q of n pixels and k of m take 2 n m.
    let sizes: [(UInt32, UInt32)] = [(16384, 8191), (4096, 4096), (512, 512), (64, 64), (8, 8)]
    for (height, width) in sizes + [(1, 1)] {
      crafted.addInput("\(height)", channels: 1, height: height, width: width)
    }
    crafted.addInput("picture", channels: 3, height: 16, width: 16)
    let attention = crafted.add("attention")
    var left = total / 2
    // The largest q first; a q of one pixel takes what it leaves.
    for (query, pixels) in [(0, UInt64(16384 * 8191)), (sizes.count, 1)] {
      var last = Int32(query)
      for (key, size) in (sizes + [(1, 1)]).enumerated() {
        let products = pixels * UInt64(size.0) * UInt64(size.1)
        while left >= products {
          left -= products
          let inputs = [last, Int32(key), Int32(key)].map(UInt32.init(bitPattern:))
          let none = UInt32.max
          last = Int32(crafted.inputs.count + crafted.operations.count)
          crafted.operations.append(
            Operation(words: [7] + inputs + [none, none, 1, 0, 0, 0, 0, 0, 0, 0] + attention))
        }
      }
      if last >= crafted.inputs.count {
        crafted.named.append(crafted.add("q\(query)") + [UInt32(last), 0])
      }
    }
    var end = convolution
    end.setInput(0, Int32(crafted.inputs.count - 1))
    end.words.replaceSubrange(14..<16, with: crafted.add("convolution"))
    crafted.operations.append(end)
    let value = crafted.inputs.count + crafted.operations.count - 1
    crafted.named.append(crafted.add("end") + [UInt32(value), 0])
    return crafted
  }
}
