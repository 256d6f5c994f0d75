/// A bed, its measures in centimetres.
class Bed {
  const Bed({
    required this.name,
    required this.lengthCm,
    required this.widthCm,
    required this.isCovered,
  });

  final String name;
  final int lengthCm;
  final int widthCm;
  final bool isCovered;

  factory Bed.fromJson(Map<String, dynamic> json) {
    return Bed(
      name: json['name'] as String,
      lengthCm: json['length_cm'] as int,
      widthCm: json['width_cm'] as int,
      isCovered: json['is_covered'] as bool,
    );
  }

  Map<String, dynamic> toJson() {
    return <String, dynamic>{
      'name': name,
      'length_cm': lengthCm,
      'width_cm': widthCm,
      'is_covered': isCovered,
    };
  }

  Bed copyWith({String? name, int? lengthCm, int? widthCm, bool? isCovered}) {
    return Bed(
      name: name ?? this.name,
      lengthCm: lengthCm ?? this.lengthCm,
      widthCm: widthCm ?? this.widthCm,
      isCovered: isCovered ?? this.isCovered,
    );
  }
}
