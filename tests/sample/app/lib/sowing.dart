/// What was sown where, and when.
class Sowing {
  const Sowing({
    required this.plantName,
    required this.bedName,
    required this.sownOn,
    required this.rows,
  });

  final String plantName;
  final String bedName;
  final DateTime sownOn;
  final int rows;

  factory Sowing.fromJson(Map<String, dynamic> json) {
    return Sowing(
      plantName: json['plant_name'] as String,
      bedName: json['bed_name'] as String,
      sownOn: DateTime.parse(json['sown_on'] as String),
      rows: json['rows'] as int,
    );
  }

  Map<String, dynamic> toJson() {
    return <String, dynamic>{
      'plant_name': plantName,
      'bed_name': bedName,
      'sown_on': sownOn.toIso8601String(),
      'rows': rows,
    };
  }

  Sowing copyWith({String? plantName, String? bedName, DateTime? sownOn, int? rows}) {
    return Sowing(
      plantName: plantName ?? this.plantName,
      bedName: bedName ?? this.bedName,
      sownOn: sownOn ?? this.sownOn,
      rows: rows ?? this.rows,
    );
  }
}
