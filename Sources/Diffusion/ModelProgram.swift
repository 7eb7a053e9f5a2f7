import Container
import Program

/// A program of a model, and what makes it a U-Net if it is one.
package struct ModelProgram {
  package let graph: Program
  /// nil: not a U-Net, to be evaluated only.
  package let names: UNetNames?

  /// A checked program.
  init(graph: Program, names: UNetNames?) {
    self.graph = graph
    self.names = names
  }

  /// Checks a `PROG` section; a program called `unet` has to be one.
  init(_ section: Bytes, tensors: Int) throws(ProgramError) {
    graph = try Program(section, tensors: tensors)
    names = graph.name.equals("unet") ? try UNetNames(graph) : nil
  }
}
