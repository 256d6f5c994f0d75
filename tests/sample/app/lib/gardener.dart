/// Somebody who works here.
class Gardener {
  const Gardener({
    required this.name,
    required this.email,
    required this.joinedOn,
  });

  final String name;
  final String email;
  final DateTime joinedOn;

  factory Gardener.fromJson(Map<String, dynamic> json) {
    return Gardener(
      name: json['name'] as String,
      email: json['email'] as String,
      joinedOn: DateTime.parse(json['joined_on'] as String),
    );
  }

  Map<String, dynamic> toJson() {
    return <String, dynamic>{
      'name': name,
      'email': email,
      'joined_on': joinedOn.toIso8601String(),
    };
  }

  Gardener copyWith({String? name, String? email, DateTime? joinedOn}) {
    return Gardener(
      name: name ?? this.name,
      email: email ?? this.email,
      joinedOn: joinedOn ?? this.joinedOn,
    );
  }
}
