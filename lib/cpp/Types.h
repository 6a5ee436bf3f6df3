// What a canonical type has to do with tensorflow::EventsWriter.
#ifndef SUMMARY_UPGRADE_CPP_TYPES_H
#define SUMMARY_UPGRADE_CPP_TYPES_H

#include "llvm/ADT/StringRef.h"

namespace summary_upgrade::cpp {

enum class Shape : uint8_t {
  None,
  Value,   ///< EventsWriter, or a reference to one
  Pointer, ///< EventsWriter *
  Smart,   ///< std::unique_ptr or std::shared_ptr of it, with the default deleter
  Other,   ///< anything else that has it in it: containers, functions, pointers to pointers
};

inline llvm::StringRef withoutConst(llvm::StringRef Type) {
  Type = Type.trim();
  while (Type.consume_front("const ") || Type.consume_back(" const") || Type.consume_back("&") ||
         Type.consume_back("*const"))
    Type = Type.trim();
  return Type;
}

inline Shape shapeOf(llvm::StringRef Type) {
  constexpr llvm::StringLiteral Writer = "tensorflow::EventsWriter";
  if (!Type.contains(Writer))
    return Shape::None;
  bool ConstPointer = Type.contains("*const");
  Type = withoutConst(Type);
  if (Type == Writer)
    return ConstPointer ? Shape::Pointer : Shape::Value;
  if (Type == "tensorflow::EventsWriter *")
    return Shape::Pointer;
  if (Type == "std::unique_ptr<tensorflow::EventsWriter>" || Type == "std::shared_ptr<tensorflow::EventsWriter>" ||
      Type == "std::unique_ptr<tensorflow::EventsWriter, std::default_delete<tensorflow::EventsWriter>>")
    return Shape::Smart;
  // Methods and constructors of the class itself, and its statuses, are no writers.
  return Type.starts_with("tensorflow::EventsWriter::") ? Shape::None : Shape::Other;
}

} // namespace summary_upgrade::cpp

#endif
