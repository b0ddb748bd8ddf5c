package shop;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** Everybody may order. Operators see the console and Actuator. */
@Configuration(proxyBeanMethods = false)
class Security {
  @Bean
  SecurityFilterChain chain(HttpSecurity http) throws Exception {
    return http.authorizeHttpRequests(
            paths ->
                paths
                    .requestMatchers("/orders/**", "/actuator/health/**")
                    .permitAll()
                    .anyRequest()
                    .hasRole("OPERATOR"))
        .httpBasic(Customizer.withDefaults())
        // The API refuses pages of other origins itself.
        .csrf(csrf -> csrf.ignoringRequestMatchers("/orders/**", "/streamweir/**"))
        .build();
  }

  /** To play with: a real application knows its people from elsewhere. */
  @Bean
  UserDetailsService people() {
    return new InMemoryUserDetailsManager(
        User.withUsername("ann").password("{noop}secret").roles("OPERATOR").build());
  }
}
