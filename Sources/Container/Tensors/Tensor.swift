/// A tensor of a file: a view of its name and payload, with what the descriptor says.
package struct Tensor {
  package let name: Bytes
  package let element: ElementType
  package let layout: TensorLayout
  package let extents: TensorExtents
  package let payload: Bytes
}
